import { SCHEMA_VERSION } from '@frontdesk/core/sync-protocol';
import { expect, it, vi } from 'vitest';
import type { LocalStore, Place, RowEdit, StoreCommit } from '../store/local-store.ts';
import { MemoryStore } from '../store/memory-store.ts';
import {
  NOTEBOOK_RULES,
  type Page,
  frame,
  gone,
  notebook,
  page,
  pageOf,
  put,
} from '../store/testing/notebook.ts';
import { seededRandom } from '../client/testing/chance.ts';
import { StoreKeeper } from './store-keeper.ts';

const OFTEN = { interval: 1 };

type Loads = { readonly page: string };

/** A store whose commits are let through one by one, and that can be copied as it stands. */
class SteppedStore extends MemoryStore {
  readonly commits: StoreCommit[] = [];
  readonly #gates: (() => void)[] = [];
  isOpen = false;

  constructor() {
    super(NOTEBOOK_RULES);
  }

  override async commit(commit: StoreCommit): Promise<void> {
    if (!this.isOpen) await new Promise<void>((go) => this.#gates.push(go));
    await super.commit(commit);
    this.commits.push(commit);
  }

  /** Lets all commits through from now on. */
  letAll(): void {
    this.isOpen = true;
    for (const go of this.#gates.splice(0)) go();
  }

  /** Lets the next commit through, when it has come. */
  async step(): Promise<void> {
    const before = this.commits.length;
    await vi.waitFor(() => expect(this.#gates.length).toBeGreaterThan(0), OFTEN);
    this.#gates.shift()?.();
    await vi.waitFor(() => expect(this.commits.length).toBe(before + 1), OFTEN);
  }
}

const sessionAt = (loads: Loads): Place['session'] => ({
  form: 1,
  schemaVersion: SCHEMA_VERSION,
  loads,
});

const placeAt = (seq: number, loads: Loads): Place => ({
  cursor: { epoch: 'e1', seq, tag: `t${seq}` },
  session: sessionAt(loads),
});

const commitOf = (edits: readonly RowEdit[], place: Place): StoreCommit => ({
  edits,
  place,
  settled: [],
  noted: [],
});

const pages = (from: number, count: number, fields: Partial<Page> = {}): Page[] =>
  Array.from({ length: count }, (_, at) => page(`p${String(from + at).padStart(5, '0')}`, fields));

const [NONE, FIRST, SECOND] = [{ page: '0' }, { page: '1' }, { page: '2' }];

async function loading() {
  const store = new SteppedStore();
  const lost = vi.fn();
  const lite = (): LocalStore => new MemoryStore(NOTEBOOK_RULES);
  const keeper = new StoreKeeper({ store, lite, onLost: lost });
  await keeper.open();
  store.isOpen = true;
  await keeper.commit(
    commitOf([{ type: 'begin_load', target: { kind: 'replica' } }], placeAt(5, NONE)),
  );
  store.isOpen = false;
  store.commits.length = 0;
  return { store, keeper, lost };
}

const readWindow = (keeper: StoreKeeper, group: string): Promise<string[] | null> =>
  keeper.read(
    async (store) => ((await store.group(group)).rows['pages'] ?? []).map(({ id }) => id),
    (entity, row) => NOTEBOOK_RULES.groupOf(entity, row) === group,
  );

it('a window is read, with all that has come of it, before the rest of the pages ahead of it is stored (rule 56)', async () => {
  const { store, keeper } = await loading();
  const rows = [...pages(0, 2_000), ...pages(2_000, 3, { notebookId: 'n2' })];
  const loaded = keeper.commit(commitOf([pageOf(5, { pages: rows })], placeAt(5, FIRST)));
  void keeper.commit(
    commitOf([pageOf(5, { pages: pages(3_000, 1, { notebookId: 'n2' }) })], placeAt(5, SECOND)),
  );
  const read = readWindow(keeper, 'n2');
  // The part that was begun, and the window's rows of both pages.
  for (let step = 0; step < 3; step += 1) await store.step();
  expect(await read).toEqual(['p02000', 'p02001', 'p02002', 'p03000']);
  expect(store.commits.every(({ isPart }) => isPart)).toBe(true);
  store.letAll();
  await loaded;
  expect(await readWindow(keeper, 'n1')).toHaveLength(2_000);
});

it('a frame is stored before the rest of a page, at a place that still names that page (rule 56)', async () => {
  const { store, keeper } = await loading();
  const loaded = keeper.commit(commitOf([pageOf(5, { pages: pages(0, 600) })], placeAt(5, FIRST)));
  const changed = [put(6, 'pages', page('p00599', { text: 'new' })), gone(7, 'pages', 'p00598')];
  const applied = keeper.commit(commitOf([frame(changed)], placeAt(7, FIRST)));
  await store.step();
  await store.step();
  await applied;
  expect(store.commits.at(-1)?.place).toEqual(placeAt(7, NONE));
  store.letAll();
  await loaded;
  expect(store.commits.at(-1)?.place).toEqual(placeAt(7, FIRST));
  const all = await keeper.read((of) => of.group('n1'));
  expect(all?.rows['pages']).toHaveLength(599);
  expect(all?.rows['pages']?.find(({ id }) => id === 'p00599')).toMatchObject({ text: 'new' });
});

it.each([
  ['ends a scope', frame([], ['s2']), FIRST],
  ['came when the loads stood otherwise', frame([put(6, 'notebooks', notebook('n1'))]), NONE],
  ['ends a load', { type: 'end_load' } as const, FIRST],
])('what %s waits for the page ahead of it', async (_, edit, loads) => {
  const { store, keeper } = await loading();
  void keeper.commit(commitOf([pageOf(5, { pages: pages(0, 600) })], placeAt(5, FIRST)));
  const behind = keeper.commit(commitOf([edit], placeAt(6, { ...loads })));
  for (let step = 0; step < 3; step += 1) await store.step();
  expect(store.commits.map(({ edits }) => edits[0]?.type)).toEqual(['page', 'page', 'page']);
  expect(store.commits.at(-1)?.place).toEqual(placeAt(5, FIRST));
  await store.step();
  await behind;
});

it("a load's first page and its last are not parted, and nothing goes before them", async () => {
  const { store, keeper } = await loading();
  const rows = { pages: pages(0, 600) };
  void keeper.commit(commitOf([pageOf(5, rows, ['s1'])], placeAt(5, FIRST)));
  void keeper.commit(commitOf([pageOf(5, rows), { type: 'end_load' }], placeAt(5, SECOND)));
  const read = readWindow(keeper, 'n1');
  await store.step();
  await store.step();
  expect(await read).toHaveLength(600);
  expect(store.commits.map(({ isPart }) => isPart)).toEqual([undefined, undefined]);
});

it('a page is fetched when fewer than two wait for the store', async () => {
  const { store, keeper } = await loading();
  expect(keeper.room()).toBeNull();
  for (const loads of [FIRST, SECOND]) {
    void keeper.commit(commitOf([pageOf(5, { pages: pages(0, 1) })], placeAt(5, loads)));
  }
  let isRoom = false;
  const room = keeper.room()?.then(() => (isRoom = true));
  expect(isRoom).toBe(false);
  await store.step();
  await room;
  expect(isRoom).toBe(true);
});

it('a read that fails once is tried again; the store is given up when it fails twice (rule 47)', async () => {
  const { keeper, lost } = await loading();
  const once = vi.fn().mockRejectedValueOnce(new Error('an accident')).mockResolvedValue('rows');
  expect(await keeper.read(once)).toBe('rows');
  expect(keeper.isLite).toBe(false);
  const always = vi.fn().mockRejectedValue(new Error('broken'));
  expect(await keeper.read(always)).toBeNull();
  await vi.waitFor(() => expect(lost).toHaveBeenCalledTimes(1));
  expect(always).toHaveBeenCalledTimes(2);
  expect(keeper.isLite).toBe(true);
});

it.each(Array.from({ length: 30 }, (_, seed) => seed))(
  'pages and frames come to what they come to one after another, also after an end at any commit (seed %i)',
  async (seed) => {
    const random = seededRandom(seed);
    const jobs = someJobs(random);
    const plain = new MemoryStore(NOTEBOOK_RULES);
    for (const job of jobs) await plain.commit(job);

    const { store, keeper } = await loading();
    const done = jobs.map((job) => keeper.commit(job));
    const reads = [0, 1, 2].map((n) => readWindow(keeper, `n${n}`));
    const steps = below(random, 12);
    for (let step = 0; step < steps; step += 1) await store.step();
    const stored = [...store.commits];
    store.letAll();
    await Promise.all([...done, ...reads]);
    expect(await contentOf(store)).toEqual(await contentOf(plain));

    // Another engine goes on from the place that is stored: with the pages that it does not know of, and newer frames.
    const after = new MemoryStore(NOTEBOOK_RULES);
    await after.commit(
      commitOf([{ type: 'begin_load', target: { kind: 'replica' } }], placeAt(5, NONE)),
    );
    for (const commit of stored) await after.commit(commit);
    const { place } = await after.open();
    const session = place?.session as { readonly loads: Loads } | undefined;
    for (const job of jobs) {
      const { edits, place: at } = job;
      const isStored = edits.every((edit) =>
        edit.type === 'page'
          ? pageNumber(at) <= Number(session?.loads.page)
          : (at.cursor?.seq ?? 0) <= (place?.cursor?.seq ?? 0),
      );
      if (!isStored) await after.commit(job);
    }
    expect((await contentOf(after)).rows).toEqual((await contentOf(plain)).rows);
  },
);

const pageNumber = ({ session }: Place): number =>
  Number((session as { readonly loads: Loads }).loads.page);

const below = (random: () => number, end: number): number => Math.floor(random() * end);

/** A page's text says when it was read; a page stays in its notebook. */
const numbered = (number: number, text: string): Page =>
  page(`p${String(number).padStart(5, '0')}`, { notebookId: `n${number % 3}`, text });

/** Some pages of a load, and frames that change and delete rows of them before and after they come. */
function someJobs(random: () => number): StoreCommit[] {
  const deleted = new Set<string>();
  let seq = 5;
  let loads: Loads = NONE;
  return Array.from({ length: 12 }, (_, at) => {
    if (below(random, 2) === 0) {
      loads = { page: String(Number(loads.page) + 1) };
      const from = below(random, 5) * 100;
      const rows = Array.from({ length: below(random, 700) }, (_row, n) =>
        numbered(from + n, `page ${at}`),
      );
      // A snapshot has no row that was deleted before it.
      const alive = rows.filter(({ id }) => !deleted.has(id));
      return commitOf([pageOf(seq, { pages: alive })], placeAt(seq, loads));
    }
    const changes = Array.from({ length: 1 + below(random, 3) }, () => {
      seq += 1;
      const row = numbered(below(random, 900), `frame ${seq}`);
      if (below(random, 3) === 0) {
        deleted.add(row.id);
        return gone(seq, 'pages', row.id);
      }
      deleted.delete(row.id);
      return put(seq, 'pages', row);
    });
    return commitOf([frame(changes)], placeAt(seq, loads));
  });
}

async function contentOf(store: LocalStore) {
  const rows: unknown[] = [];
  for (const group of ['n0', 'n1', 'n2']) {
    const { rows: found } = await store.group(group);
    rows.push((found['pages'] ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  }
  return { rows, place: (await store.open()).place };
}
