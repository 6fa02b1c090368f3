import type { Change } from '@frontdesk/core/sync-protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect } from './optimistic-run.ts';
import type { ReplicaWriter } from '../store/rows.ts';
import { ReplicaStore } from './store.ts';
import { byState, remarksOf, ticket, type Desk, type Ticket } from './testing/ticket.ts';

const TICKETS = 100;
/** Mostly few rows, so that operations meet. */
const id = fc
  .oneof(
    { weight: 4, arbitrary: fc.nat({ max: 11 }) },
    { weight: 1, arbitrary: fc.nat({ max: TICKETS - 1 }) },
  )
  .map((n) => `t${n}`);
const anyId = fc.nat({ max: TICKETS - 1 }).map((n) => `t${n}`);
const fields = fc.record({
  state: fc.constantFrom('open', 'open', 'done', 'hidden'),
  owner: fc.constantFrom(null, 'ann', 'bob'),
  rank: fc.nat({ max: 6 }),
});

type Op =
  | {
      readonly kind: 'frame';
      readonly rows: readonly (readonly [string, Partial<Ticket> | null])[];
      readonly settle: number;
    }
  | { readonly kind: 'mutate'; readonly effect: Effect<Desk> };

/** The server collapses a frame to the last change of each row. */
const ofEachRow = { selector: ([of]: readonly [string, unknown]) => of };
const frame = fc.record({
  kind: fc.constant('frame' as const),
  rows: fc.oneof(
    {
      weight: 9,
      arbitrary: fc.uniqueArray(fc.tuple(id, fc.option(fields)), { ...ofEachRow, maxLength: 4 }),
    },
    // Beyond the size from which buckets merge.
    {
      weight: 1,
      arbitrary: fc.uniqueArray(fc.tuple(anyId, fields), {
        ...ofEachRow,
        minLength: 80,
        maxLength: 95,
        size: 'max',
      }),
    },
  ),
  settle: fc.nat({ max: 3 }),
});

/** Effects that read, move, make and remove; some depend on what an earlier one did. */
const effect: fc.Arbitrary<Effect<Desk>> = fc.oneof(
  fc.tuple(id, fields).map(
    ([of, to]) =>
      (w: ReplicaWriter<Desk>) =>
        w.patch('tickets', of, to),
  ),
  fc.tuple(id, id).map(([from, to]) => (w: ReplicaWriter<Desk>) => {
    const source = w.get('tickets', from);
    if (source) w.patch('tickets', to, { rank: source.rank + 1, owner: source.owner });
  }),
  fc.tuple(id, fields).map(
    ([of, to]) =>
      (w: ReplicaWriter<Desk>) =>
        w.put('tickets', ticket(of, to)),
  ),
  id.map((of) => (w: ReplicaWriter<Desk>) => w.remove('tickets', of)),
);
const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 3, arbitrary: frame },
  { weight: 2, arbitrary: effect.map((one) => ({ kind: 'mutate' as const, effect: one })) },
);

/** The rule itself: the confirmed rows with the pending effects run in order, every time from the start. */
class Oracle {
  readonly confirmed = new Map<string, Ticket>();
  pending: { readonly uid: string; readonly effect: Effect<Desk> }[] = [];

  shown(): Map<string, Ticket> {
    const rows = new Map(this.confirmed);
    for (const { effect } of this.pending) {
      effect({
        get: (_, of) => rows.get(of) as never,
        put: (_, row) => void rows.set(row.id, row as Ticket),
        patch: (_, of, to) => {
          const known = rows.get(of);
          if (known) rows.set(of, { ...known, ...(to as Partial<Ticket>) });
        },
        remove: (_, of) => void rows.delete(of),
      });
    }
    return rows;
  }

  list(key: string): Ticket[] {
    return [...this.shown().values()]
      .filter((row) => [byState.keys(row)].flat().includes(key))
      .toSorted((a, b) => byState.compare(a, b) || (a.id < b.id ? -1 : 1));
  }
}

const KEYS = ['open', 'open|ann', 'done|bob'];
const WINDOWS = [
  { offset: 0, limit: Number.POSITIVE_INFINITY },
  { offset: 0, limit: 3 },
  { offset: 3, limit: 3 },
];

function run(ops: readonly Op[]): void {
  const store = new ReplicaStore<Desk>([byState, remarksOf]);
  const oracle = new Oracle();
  const views = [
    ...KEYS.flatMap((key) => WINDOWS.map((window) => watch(store, key, window))),
    ...KEYS.map((key) => watchOrder(store, key)),
  ];
  ops.forEach((one, at) => {
    const before = oracle.shown();
    const shownBefore = new Map(
      [...before.keys()].map((of) => [of, store.queries.get('tickets', of)]),
    );
    if (one.kind === 'mutate') {
      oracle.pending.push({ uid: `m${at}`, effect: one.effect });
      store.add(`m${at}`, one.effect);
    } else {
      step(store, oracle, one, at + 1);
    }
    for (const view of views) view.check(oracle);
    checkRows(store, oracle, before, shownBefore);
  });
}

function step(
  store: ReplicaStore<Desk>,
  oracle: Oracle,
  op: Op & { kind: 'frame' },
  seq: number,
): void {
  const changes = op.rows.map(([of, to], idx): Change => {
    const base = { seq, idx, scopeId: 'team-1', entity: 'tickets', id: of };
    if (to === null) {
      oracle.confirmed.delete(of);
      return { ...base, op: 'D' };
    }
    const row = ticket(of, to);
    oracle.confirmed.set(of, row);
    return { ...base, op: 'U', row };
  });
  const settled = new Set(oracle.pending.slice(0, op.settle).map(({ uid }) => uid));
  oracle.pending = oracle.pending.slice(op.settle);
  store.apply([{ type: 'frame', changes, revoked: [] }], { seq, epoch: 'e' }, settled);
}

/** The order of a key and who stands under it: told when they change, and not by a row that changes where it stands. */
function watchOrder(store: ReplicaStore<Desk>, key: string) {
  const ids = store.queries.ids(byState, key);
  const members = store.queries.members(byState, key);
  const calls = { ids: 0, members: 0 };
  ids.subscribe(() => (calls.ids += 1));
  members.subscribe(() => (calls.members += 1));
  let last = { ids: ids.get(), members: members.get(), shown: [] as readonly string[] };
  return {
    check(oracle: Oracle) {
      const shown = oracle.list(key).map(({ id: of }) => of);
      const now = { ids: ids.get(), members: members.get(), shown };
      expect(now.ids).toEqual(shown);
      const isOrdered = JSON.stringify(shown) === JSON.stringify(last.shown);
      expect(now.ids === last.ids).toBe(isOrdered);
      if (!isOrdered) expect(calls.ids).toBe(1);
      const isKept = JSON.stringify(shown.toSorted()) === JSON.stringify(last.shown.toSorted());
      expect(now.members === last.members).toBe(isKept);
      expect(calls.members).toBe(isKept ? 0 : 1);
      last = now;
      Object.assign(calls, { ids: 0, members: 0 });
    },
  };
}

/** A list, its filter twin and its count: each equal to a recomputation, and told exactly when it changed. */
function watch(store: ReplicaStore<Desk>, key: string, window: { offset: number; limit: number }) {
  const list = store.queries.list(byState, key, window);
  const low = store.queries.filter(byState, key, (row) => row.rank < 3, window);
  const count = store.queries.count(byState, key);
  const calls = { list: 0, low: 0, count: 0 };
  list.subscribe(() => (calls.list += 1));
  low.subscribe(() => (calls.low += 1));
  count.subscribe(() => (calls.count += 1));
  let last = { list: list.get(), low: low.get(), count: count.get() };
  return {
    check(oracle: Oracle) {
      const expected = oracle.list(key);
      const { offset, limit } = window;
      const now = { list: list.get(), low: low.get(), count: count.get() };
      expect(now.list).toEqual(expected.slice(offset, offset + limit));
      expect(now.low).toEqual(expected.filter((row) => row.rank < 3).slice(offset, offset + limit));
      expect(now.count).toBe(expected.length);
      if (now.list !== last.list) expect(calls.list).toBe(1);
      if (now.low !== last.low) expect(calls.low).toBe(1);
      expect(calls.count).toBe(now.count === last.count ? 0 : 1);
      expect(Math.max(calls.list, calls.low)).toBeLessThanOrEqual(1);
      last = now;
      Object.assign(calls, { list: 0, low: 0, count: 0 });
    },
  };
}

/** I9, row by row; a row whose content is what it was is the same object. */
function checkRows(
  store: ReplicaStore<Desk>,
  oracle: Oracle,
  before: ReadonlyMap<string, Ticket>,
  shownBefore: ReadonlyMap<string, Ticket | undefined>,
): void {
  const now = oracle.shown();
  for (let n = 0; n < TICKETS; n += 1) {
    const of = `t${n}`;
    const shown = store.queries.get('tickets', of);
    expect(shown).toEqual(now.get(of));
    const unchanged = JSON.stringify(before.get(of)) === JSON.stringify(now.get(of));
    if (unchanged) expect(shown).toBe(shownBefore.get(of));
  }
}

describe('the store against recomputation', () => {
  it('I9: shows the confirmed rows with the pending mutations re-run in order, in every list, window and count', () => {
    fc.assert(fc.property(fc.array(op, { maxLength: 25 }), run), { numRuns: 120 });
  });
});
