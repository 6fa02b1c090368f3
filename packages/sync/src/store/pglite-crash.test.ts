import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PGlite, Transaction } from '@electric-sql/pglite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiskNote } from './pglite-disk.ts';
import { PgliteHome } from './pglite-home.ts';
import { PgliteStore } from './pglite-store.ts';
import { FileDisk } from './testing/node-disk.ts';
import { commitOf, frame, groupRows, NOTEBOOK_RULES, page, put } from './testing/notebook.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A disk that is copied as it stands after each step, as if the machine had stopped there. */
class CopiedDisk extends FileDisk {
  readonly copies: string[] = [];
  isWatched = false;

  override async open(directory: string, isFresh: boolean): Promise<PGlite> {
    const database = await super.open(directory, isFresh);
    await this.#copy();
    const begin = database.transaction.bind(database);
    database.transaction = (work) => begin((tx) => work(this.#watched(tx)));
    return database;
  }

  override async writeNote(note: DiskNote): Promise<void> {
    await super.writeNote(note);
    await this.#copy();
  }

  override async remove(directory: string): Promise<void> {
    await super.remove(directory);
    await this.#copy();
  }

  #watched(tx: Transaction): Transaction {
    const query: Transaction['query'] = async (...args) => {
      const results = await tx.query<never>(...args);
      await this.#copy();
      return results;
    };
    return { ...tx, query };
  }

  async #copy(): Promise<void> {
    if (!this.isWatched) return;
    const copy = join(folder, `copy-${this.copies.length}`);
    this.copies.push(copy);
    await cp(join(folder, 'live'), copy, { recursive: true });
  }
}

async function opened(): Promise<{ disk: CopiedDisk; store: PgliteStore }> {
  await mkdir(join(folder, 'live'));
  const disk = new CopiedDisk(join(folder, 'live'));
  const store = new PgliteStore(NOTEBOOK_RULES, new PgliteHome(disk, 'r1'));
  await store.open();
  await store.commit(
    commitOf(7, [frame([put(7, 'pages', page('p1')), put(7, 'pages', page('p2'), 1)])]),
  );
  return { disk, store };
}

/** What a store finds where the machine stopped. */
async function found(copy: string): Promise<{ seq: number | undefined; ids: string[] }> {
  const store = new PgliteStore(NOTEBOOK_RULES, new PgliteHome(new FileDisk(copy), 'r1'));
  const { place } = await store.open();
  const { pages = [] } = await groupRows(store, 'n1');
  await store.close();
  return { seq: place?.cursor?.seq, ids: pages.map(({ id }) => id) };
}

async function filesWith(path: string, text: string): Promise<string[]> {
  const files = await readdir(path, { recursive: true, withFileTypes: true });
  const hits: string[] = [];
  for (const file of files.filter((one) => one.isFile())) {
    const content = await readFile(join(file.parentPath, file.name));
    if (content.includes(text)) hits.push(file.name);
  }
  return hits;
}

describe('a machine that stops', () => {
  it('I3: between any two statements of a commit finds all of it or nothing', async () => {
    const { disk, store } = await opened();
    disk.isWatched = true;
    const result = { mid: 1, uid: 'u1', status: 'applied' as const };
    await store.commit(
      commitOf(8, [frame([put(8, 'pages', page('p3', { scopeId: 's2' }))], ['s1'])], {
        settled: [{ uid: 'u1', seq: 8, replicaId: 'r1', result }],
      }),
    );
    await disk.writeNote((await disk.readNote()) ?? expect.fail('no note'));
    const states = [];
    for (const copy of disk.copies) states.push(await found(copy));
    expect(states.length).toBeGreaterThan(4);
    expect(states.pop()).toEqual({ seq: 8, ids: ['p3'] });
    expect(new Set(states.map((state) => JSON.stringify(state)))).toEqual(
      new Set([JSON.stringify({ seq: 7, ids: ['p1', 'p2'] })]),
    );
    await store.close();
  }, 120_000);

  it('rule 14: at any step of a purge finds every row that stays', async () => {
    const { disk, store } = await opened();
    const secret = page('p9', { scopeId: 's2', text: 'walrus4711' });
    await store.commit(commitOf(8, [frame([put(8, 'pages', secret)])]));
    await store.commit(commitOf(9, [frame([], ['s2'])]));
    expect(await filesWith(join(folder, 'live'), 'walrus4711')).not.toEqual([]);
    disk.isWatched = true;
    await store.purge();
    expect(await filesWith(join(folder, 'live'), 'walrus4711')).toEqual([]);
    const states = [];
    for (const copy of disk.copies) {
      states.push(await found(copy));
      expect((await readdir(copy)).filter((name) => name.startsWith('pg-'))).toHaveLength(1);
    }
    expect(states.length).toBeGreaterThan(3);
    for (const state of states) expect(state).toEqual({ seq: 9, ids: ['p1', 'p2'] });
    await store.commit(commitOf(10, [frame([put(10, 'pages', page('p3'))])]));
    expect((await store.group('n1')).seq).toBe(10);
    await store.close();
  }, 120_000);

  it('rule 14: after a revocation and before its purge, the next opening makes that good', async () => {
    const { disk, store } = await opened();
    const secret = page('p9', { scopeId: 's2', text: 'walrus4711' });
    await store.commit(commitOf(8, [frame([put(8, 'pages', secret)])]));
    await store.commit(commitOf(9, [frame([], ['s2'])]));
    await store.close();
    expect(await filesWith(join(folder, 'live'), 'walrus4711')).not.toEqual([]);
    for (const state of ['owed', 'made good']) {
      expect(await found(join(folder, 'live')), state).toEqual({ seq: 9, ids: ['p1', 'p2'] });
      expect(await filesWith(join(folder, 'live'), 'walrus4711'), state).toEqual([]);
    }
    expect((await disk.readNote())?.generation).toBe(2);
  }, 120_000);
});
