import { afterEach, describe, expect, it } from 'vitest';
import type { LocalStore, StoredResult } from '../local-store.ts';
import { RowSums } from '../row-sum.ts';
import {
  commitOf,
  frame,
  gone,
  groupRows,
  hotRows,
  notebook,
  page,
  pageOf,
  placeAt,
  put,
} from './notebook.ts';

/** A store under test, and how it comes back after its engine ended. */
export type StoreUnderTest = {
  readonly store: LocalStore;
  /** Closes it and opens what it left behind. */
  reopen(): Promise<LocalStore>;
  end(): Promise<void>;
};

const result = (uid: string, seq: number): StoredResult => ({
  uid,
  seq,
  replicaId: 'r1',
  result: { mid: 1, uid, status: 'applied' },
});

/** Opens stores for one test each. */
type Stores = { opened(): Promise<StoreUnderTest>; fresh(): Promise<LocalStore> };

/** What every store does. `open` gives an empty one for {@link NOTEBOOK_RULES}. */
export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  const ends: (() => Promise<void>)[] = [];
  const stores: Stores = {
    opened: async () => {
      const under = await open();
      ends.push(() => under.end());
      return under;
    },
    fresh: async () => {
      const { store } = await stores.opened();
      await store.open();
      return store;
    },
  };
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  describe(`${name}: what is committed`, () => describeCommits(stores));
  describe(`${name}: a row`, () => describeRows(stores));
  describe(`${name}: a load`, () => describeLoads(stores));
  describe(`${name}: a revocation`, () => describeRevocations(stores));
  describe(`${name}: checksums`, () => describeChecksums(stores));
  describe(`${name}: a search`, () => describeSearch(stores));
}

function describeCommits({ opened, fresh }: Stores): void {
  it('is nothing at first', async () => {
    const { store } = await opened();
    expect(await store.open()).toEqual({ place: null, settled: [] });
    expect(await hotRows(store)).toEqual({});
    expect(await store.group('n1')).toEqual({ seq: -1, rows: {} });
  });

  it('I3: outlives the engine with its rows, its place and what came of mutations', async () => {
    const { store, reopen } = await opened();
    await store.open();
    const rows = [put(7, 'notebooks', notebook('n1')), put(7, 'pages', page('p1'), 1)];
    await store.commit(commitOf(7, [frame(rows)], { settled: [result('u1', 7)] }));
    const again = await reopen();
    expect(await again.open()).toEqual({ place: placeAt(7), settled: [result('u1', 7)] });
    expect(await hotRows(again)).toEqual({ notebooks: [notebook('n1')] });
    expect(await again.group('n1')).toEqual({ seq: 7, rows: { pages: [page('p1')] } });
  });

  it('rule 8: keeps what came of a mutation until the journal has noted it', async () => {
    const { store, reopen } = await opened();
    await store.open();
    const settled = [result('u1', 7), result('u2', 7)];
    await store.commit(commitOf(7, [], { settled }));
    await store.commit(commitOf(8, [], { noted: ['u1'], settled: [result('u3', 8)] }));
    const { settled: left } = await (await reopen()).open();
    expect(left.map(({ uid }) => uid).toSorted()).toEqual(['u2', 'u3']);
  });

  it('rule 8: keeps what came of work that is done again when what came of it before is noted', async () => {
    const { store, reopen } = await opened();
    await store.open();
    await store.commit(commitOf(7, [], { settled: [result('u1', 7)] }));
    await store.commit(commitOf(9, [], { noted: ['u1'], settled: [result('u1', 9)] }));
    expect((await (await reopen()).open()).settled).toEqual([result('u1', 9)]);
  });

  it('comes in any text', async () => {
    const store = await fresh();
    const row = page('p1', { text: `'"\\ \n\t{}[],\u2028 ไทย 🙂 ${'long '.repeat(4_000)}` });
    await store.commit(commitOf(1, [frame([put(1, 'pages', row)])]));
    expect(await groupRows(store, 'n1')).toEqual({ pages: [row] });
  });
}

function describeRows({ fresh }: Stores): void {
  it('rule 9: never goes back, in whatever order changes and pages come', async () => {
    const store = await fresh();
    const at = (seq: number, rev: number, idx = 0) => put(seq, 'pages', page('p1', { rev }), idx);
    await store.commit(commitOf(9, [frame([at(9, 3, 1), at(9, 2, 0), at(8, 1)])]));
    expect(await groupRows(store, 'n1')).toEqual({ pages: [page('p1', { rev: 3 })] });
    await store.commit(commitOf(9, [pageOf(8, { pages: [page('p1', { rev: 1 })] })]));
    expect(await groupRows(store, 'n1')).toEqual({ pages: [page('p1', { rev: 3 })] });
    await store.commit(commitOf(9, [pageOf(9, { pages: [page('p1', { rev: 4 })] })]));
    await store.commit(commitOf(9, [frame([at(9, 3, 7), gone(9, 'pages', 'p1', 8)])]));
    expect(await groupRows(store, 'n1')).toEqual({ pages: [page('p1', { rev: 4 })] });
  });

  it('rule 9: that is deleted and made anew in one frame is there, and the other way round it is not', async () => {
    const store = await fresh();
    const changes = [
      put(3, 'pages', page('p1', { rev: 1 })),
      gone(3, 'pages', 'p1', 1),
      put(3, 'pages', page('p1', { rev: 2 }), 2),
      put(3, 'pages', page('p2'), 3),
      gone(3, 'pages', 'p2', 4),
    ];
    await store.commit(commitOf(3, [frame(changes)]));
    expect(await groupRows(store, 'n1')).toEqual({ pages: [page('p1', { rev: 2 })] });
  });

  it('rule 4: moves to another scope by a leave and a change of one place', async () => {
    const store = await fresh();
    await store.commit(commitOf(2, [frame([put(2, 'pages', page('p1'))])]));
    const left = { ...gone(3, 'pages', 'p1'), op: 'X' as const };
    const moved = page('p1', { scopeId: 's2' });
    await store.commit(commitOf(3, [frame([left, put(3, 'pages', moved, 1)])]));
    expect(await groupRows(store, 'n1')).toEqual({ pages: [moved] });
  });

  it('rule 70: of a window is in the image of every tab exactly while it is hot', async () => {
    const store = await fresh();
    const at = (seq: number, pinned: boolean) => put(seq, 'pages', page('p1', { pinned }));
    await store.commit(commitOf(1, [frame([at(1, false), put(1, 'notebooks', notebook('n1'))])]));
    expect(await hotRows(store)).toEqual({ notebooks: [notebook('n1')] });
    await store.commit(commitOf(2, [frame([at(2, true)])]));
    expect((await hotRows(store))['pages']).toEqual([page('p1', { pinned: true })]);
    await store.commit(commitOf(3, [frame([at(3, false)])]));
    expect(await hotRows(store)).toEqual({ notebooks: [notebook('n1')] });
    expect(await groupRows(store, 'n1')).toEqual({ pages: [page('p1')] });
  });

  it('rule 70: is in the image once, in parts of one place', async () => {
    const store = await fresh();
    const notebooks = Array.from({ length: 1_234 }, (_, n) => notebook(`n${n}`));
    await store.commit(commitOf(5, [pageOf(5, { notebooks })]));
    const sizes: number[] = [];
    await store.hot(({ seq, rows }) => {
      expect(seq).toBe(5);
      sizes.push(Object.values(rows).flat().length);
    });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
    expect((await hotRows(store))['notebooks']).toHaveLength(1_234);
  });
}

function describeLoads({ opened, fresh }: Stores): void {
  const before = [
    put(1, 'notebooks', notebook('n1')),
    put(1, 'notebooks', notebook('n2', { scopeId: 's2' }), 1),
    put(1, 'pages', page('p1'), 2),
  ];

  it('of everything keeps the old rows until it ends, and sweeps what did not come', async () => {
    const { store, reopen } = await opened();
    await store.open();
    await store.commit(commitOf(1, [frame(before)]));
    const anew = notebook('n1', { rev: 2 });
    const begin = { type: 'begin_load', target: { kind: 'replica' } } as const;
    // Another epoch: its places are not to be compared with those of the rows that are there.
    await store.commit(commitOf(0, [begin, pageOf(0, { notebooks: [anew] }, ['s1'])]));
    expect(await hotRows(store)).toEqual({ notebooks: [anew] });
    expect(await groupRows(store, 'n1')).toEqual({ pages: [page('p1')] });
    const again = await reopen();
    await again.open();
    await again.commit(commitOf(2, [{ type: 'end_load' }]));
    expect(await hotRows(again)).toEqual({ notebooks: [anew] });
    expect(await groupRows(again, 'n1')).toEqual({});
  });

  it('of one scope or of some entities sweeps nothing else', async () => {
    const store = await fresh();
    await store.commit(commitOf(1, [frame(before)]));
    const ofScope = { type: 'begin_load', target: { kind: 'scope', scope: 's2' } } as const;
    await store.commit(commitOf(2, [ofScope, pageOf(2, {}), { type: 'end_load' }]));
    expect(await hotRows(store)).toEqual({ notebooks: [notebook('n1')] });
    const target = { kind: 'entities', entities: ['pages'] } as const;
    await store.commit(commitOf(3, [{ type: 'begin_load', target }, { type: 'end_load' }]));
    expect(await hotRows(store)).toEqual({ notebooks: [notebook('n1')] });
    expect(await groupRows(store, 'n1')).toEqual({});
  });

  it('does not bring back what was deleted after its snapshot, also across a restart', async () => {
    const { store, reopen } = await opened();
    await store.open();
    const begin = { type: 'begin_load', target: { kind: 'scope', scope: 's1' } } as const;
    await store.commit(commitOf(4, [frame(before), begin]));
    await store.commit(commitOf(9, [frame([gone(9, 'pages', 'p1'), gone(9, 'pages', 'p2')])]));
    const again = await reopen();
    await again.open();
    const late = pageOf(8, { pages: [page('p1'), page('p2'), page('p3')] });
    await again.commit(commitOf(9, [late]));
    expect(await groupRows(again, 'n1')).toEqual({ pages: [page('p3')] });
    await again.commit(commitOf(9, [pageOf(10, { pages: [page('p1')] })]));
    expect(await groupRows(again, 'n1')).toEqual({ pages: [page('p1'), page('p3')] });
  });

  it('of the same scope that begins again ends the one before', async () => {
    const store = await fresh();
    const begin = { type: 'begin_load', target: { kind: 'scope', scope: 's1' } } as const;
    await store.commit(commitOf(1, [begin, pageOf(1, { pages: [page('p1')] })]));
    await store.commit(commitOf(2, [begin, pageOf(2, { pages: [page('p2')] })]));
    await store.commit(commitOf(2, [{ type: 'end_load' }]));
    expect(await groupRows(store, 'n1')).toEqual({ pages: [page('p2')] });
  });
}

function describeRevocations({ fresh }: Stores): void {
  it('I6: takes the rows of its scope, and what they are found by, in one step', async () => {
    const store = await fresh();
    const hidden = page('p2', { scopeId: 's2', text: 'walrus' });
    const changes = [put(1, 'pages', page('p1')), put(1, 'pages', hidden, 1)];
    await store.commit(commitOf(1, [frame(changes)]));
    await store.commit(commitOf(2, [frame([], ['s2'])]));
    expect(await groupRows(store, 'n1')).toEqual({ pages: [page('p1')] });
    expect(await store.search({ kind: 'page', text: 'walrus', limit: 5 })).toEqual({ rows: [] });
    await store.purge();
    expect(await groupRows(store, 'n1')).toEqual({ pages: [page('p1')] });
  });
}

function describeChecksums({ fresh }: Stores): void {
  it('are those of the rows, by scope and entity', async () => {
    const store = await fresh();
    const rows = [
      page('p1', { rev: 3 }),
      page('p2', { scopeId: 's2' }),
      page('p3', { scopeId: 's2', text: 'ก' }),
    ];
    const changes = rows.map((row, idx) => put(4, 'pages', row, idx));
    await store.commit(commitOf(4, [frame([put(3, 'notebooks', notebook('n1')), ...changes])]));
    const sums = new RowSums();
    sums.add('notebooks', notebook('n1'));
    for (const row of rows) sums.add('pages', row);
    expect(await store.sums({ entities: ['notebooks', 'pages'] })).toEqual(sums.list());
    expect(sums.list()).toHaveLength(3);
  });

  it('rule 71: are of the entities that are asked for, or of what changed after a place', async () => {
    const store = await fresh();
    const rows = [put(3, 'notebooks', notebook('n1')), put(4, 'pages', page('p1'))];
    await store.commit(commitOf(4, [frame(rows), pageOf(2, { pages: [page('p2')] })]));
    const summed = async (of: Parameters<LocalStore['sums']>[0]): Promise<string[]> =>
      (await store.sums(of)).map(({ entity, count }) => `${entity} ${count}`);
    expect(await summed({ entities: ['pages'] })).toEqual(['pages 2']);
    expect(await summed({ above: 2 })).toEqual(['notebooks 1', 'pages 1']);
    expect(await summed({ above: 3 })).toEqual(['pages 1']);
  });

  it('are none of nothing', async () => {
    expect(await (await fresh()).sums({ above: -1 })).toEqual([]);
  });
}

function describeSearch({ fresh }: Stores): void {
  const found = async (store: LocalStore, text: string, limit = 10): Promise<string[]> => {
    const { rows } = await store.search({ kind: 'page', text, limit });
    return rows.map(({ row }) => row.id);
  };

  it('finds the newest rows of its kind with all of the words', async () => {
    const store = await fresh();
    const texts = ['a green parrot', 'green walrus', 'Green Wall', '東京都の配送', 'จัดส่งสินค้า'];
    const pages = texts.map((text, n) => page(`p${n}`, { text }));
    const notebooks = [notebook('n1', { title: 'green walrus' })];
    await store.commit(commitOf(1, [pageOf(1, { pages, notebooks })]));
    expect(await found(store, 'green')).toEqual(['p2', 'p1', 'p0']);
    expect(await found(store, 'green', 2)).toEqual(['p2', 'p1']);
    expect(await found(store, 'GREEN wal')).toEqual(['p2', 'p1']);
    expect(await found(store, 'wal green')).toEqual([]);
    expect(await found(store, '京都の')).toEqual(['p3']);
    expect(await found(store, '京配')).toEqual([]);
    expect(await found(store, 'สินค้า')).toEqual(['p4']);
    expect(await found(store, '…')).toEqual([]);
  });

  it('rule 72: looks for the beginning of a text that somebody pasted', async () => {
    const store = await fresh();
    const han = Array.from({ length: 20_000 }, (_, n) => String.fromCharCode(0x4e00 + n)).join('');
    await store.commit(
      commitOf(1, [pageOf(1, { pages: [page('p1', { text: han.slice(0, 4_000) })] })]),
    );
    expect(await found(store, han)).toEqual(['p1']);
  });

  it('follows the rows', async () => {
    const store = await fresh();
    const at = (seq: number, text: string) => frame([put(seq, 'pages', page('p1', { text }))]);
    await store.commit(commitOf(1, [at(1, 'parrot')]));
    expect(await found(store, 'parrot')).toEqual(['p1']);
    await store.commit(commitOf(2, [at(2, 'walrus')]));
    expect(await found(store, 'parrot')).toEqual([]);
    expect(await found(store, 'walrus')).toEqual(['p1']);
    await store.commit(commitOf(3, [frame([gone(3, 'pages', 'p1')])]));
    expect(await found(store, 'walrus')).toEqual([]);
  });
}
