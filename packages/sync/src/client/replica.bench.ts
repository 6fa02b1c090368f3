/**
 * What the replica costs the main thread: 10,000 heads of about 1.1 kB, 20 lists of 50 and 20 counts live.
 * Beside each figure stands the floor of the same run: what the plainest JavaScript does that could hold
 * the same rows. Run: `node packages/sync/src/client/replica.bench.ts`. No assertion: a machine is not a promise.
 */
import { cpus } from 'node:os';
import type { Change } from '@frontdesk/core/sync-protocol';
import { indexOf } from './index-of.ts';
import type { IndexDefinition } from './query.ts';
import { rowSlices } from './row-slices.ts';
import { ReplicaStore } from './store.ts';
import { seededRandom } from './testing/chance.ts';

type Head = {
  readonly id: string;
  readonly scopeId: string;
  readonly status: string;
  readonly assignee: string;
  readonly at: number;
  readonly preview: string;
  readonly unread: number;
};

const HEADS = 10_000;
const BATCH = 1_000;
const ROUNDS = 200;
const AGENTS = 19;

const random = seededRandom(7);
const below = (n: number): number => Math.floor(random() * n);

const head = (n: number): Head => ({
  id: `head-${String(n).padStart(6, '0')}`,
  scopeId: `inbox-${n % 5}`,
  status: n % 3 === 0 ? 'done' : 'open',
  assignee: `agent-${n % AGENTS}`,
  at: n,
  preview: 'x'.repeat(1_000),
  unread: 0,
});

const byStatus: IndexDefinition<Head> = indexOf<{ heads: Head }>()('heads', {
  keys: (row) => [row.status, `${row.status}|${row.assignee}`],
  compare: (a, b) => b.at - a.at,
});

const toChange = (row: Head, seq: number): Change => ({
  seq,
  idx: 0,
  scopeId: row.scopeId,
  entity: 'heads',
  id: row.id,
  op: 'U',
  row,
});

/** Milliseconds of each call: middle, 95th of a hundred, worst. */
function measure(rounds: number, run: (round: number) => void): string {
  const times = Array.from({ length: rounds }, (_, round) => {
    const start = performance.now();
    run(round);
    return performance.now() - start;
  }).toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (times[Math.min(rounds - 1, Math.floor(share * rounds))] ?? 0).toFixed(3);
  return rounds === 1 ? at(0) : `${at(0.5)} / ${at(0.95)} / ${at(1)}`;
}

const rows = Array.from({ length: HEADS }, (_, n) => head(n));
const store = new ReplicaStore<{ heads: Head }>([byStatus]);
const plain = new Map<string, Head>();
const report: Record<string, { ms: string; floor: string; 'the floor is': string }> = {};
const note = (name: string, ms: string, floor: string, what: string): void => {
  report[name] = { ms, floor, 'the floor is': what };
};
let seq = 1;
let calls = 0;

const apply = (changed: readonly Head[]): void => {
  seq += 1;
  const changes = changed.map((row) => toChange(row, seq));
  store.apply([{ type: 'frame', changes, revoked: [] }], { seq, epoch: 'e' });
};
const current = (n: number): Head => plain.get(head(n).id) ?? head(n);
const change = (fields: (row: Head) => Partial<Head>): Head => {
  const row = current(below(HEADS));
  const changed = { ...row, ...fields(row) };
  plain.set(row.id, changed);
  return changed;
};
const someOf = (count: number): Head[] => {
  const picked = Array.from({ length: count }, () =>
    change(() => ({
      at: HEADS + below(HEADS),
      status: below(3) === 0 ? 'done' : 'open',
      unread: below(9),
    })),
  );
  return [...new Map(picked.map((row) => [row.id, row])).values()];
};

note(
  'load 10,000 rows in one page',
  measure(1, () => {
    const page = { seq, rows: { heads: rows }, onlyScopes: null };
    store.apply([{ type: 'page', page }], { seq, epoch: 'e' });
  }),
  measure(1, () => {
    for (const row of rows) plain.set(row.id, row);
    [...plain.values()].toSorted((a, b) => b.at - a.at);
  }),
  'a Map filled, sorted once',
);

const keys = ['open', ...Array.from({ length: AGENTS }, (_, n) => `open|agent-${n}`)];
const lists = keys.map((key) => store.queries.list(byStatus, key, { offset: 0, limit: 50 }));
note(
  'first list of 50',
  measure(1, () => void lists[0]?.get()),
  measure(1, () => void rows.slice(0, 50)),
  'a slice of an array',
);
for (const live of [...lists, ...keys.map((key) => store.queries.count(byStatus, key))]) {
  live.subscribe(() => {
    live.get();
    calls += 1;
  });
}

const floorOfOne = measure(ROUNDS, () => void change((row) => ({ unread: row.unread + 1 })));
note(
  'one row changes a field',
  measure(ROUNDS, () => apply([change((row) => ({ unread: row.unread + 1 }))])),
  floorOfOne,
  'a Map entry replaced',
);
note(
  'one row moves to the top',
  measure(ROUNDS, () => apply([change(() => ({ at: HEADS * 3 + seq }))])),
  floorOfOne,
  'a Map entry replaced',
);

const batches = Array.from({ length: 60 }, () => someOf(BATCH));
const floorOfBatch = measure(60, (round) => {
  for (const row of batches[round] ?? []) plain.set(row.id, row);
  [...plain.values()].filter((row) => row.status === 'open').toSorted((a, b) => b.at - a.at);
});
note(
  'a frame of 1,000 rows',
  measure(60, (round) => apply(batches[round] ?? [])),
  floorOfBatch,
  'Map entries replaced, one list filtered and sorted',
);
note(
  'move the window by 50',
  measure(
    ROUNDS,
    (round) => void store.queries.list(byStatus, 'open', { offset: round * 30, limit: 50 }).get(),
  ),
  measure(ROUNDS, (round) => void rows.slice(round * 30, round * 30 + 50)),
  'a slice of an array',
);

for (let n = 0; n < 5; n += 1) {
  store.add(`pending-${n}`, (writer) => writer.patch('heads', head(n).id, { unread: n }));
}
note(
  'one row changes, 5 mutations pending elsewhere',
  measure(ROUNDS, () => apply([change((row) => ({ unread: row.unread + 1 }))])),
  floorOfOne,
  'a Map entry replaced',
);
note(
  'one row changes under a pending mutation',
  measure(ROUNDS, (round) => apply([{ ...current(0), at: round }])),
  floorOfOne,
  'a Map entry replaced',
);

// As a tab begins: the image of a leader's store, in slices, under the lists and counts that a screen has.
const fresh = new ReplicaStore<{ heads: Head }>([byStatus]);
for (const key of keys) {
  fresh.queries.list(byStatus, key, { offset: 0, limit: 50 }).subscribe(() => (calls += 1));
  fresh.queries.count(byStatus, key).subscribe(() => (calls += 1));
}
const slices = [...rowSlices({ heads: rows })];
note(
  'one slice of an image of 10,000 rows',
  measure(slices.length, (at) => {
    const read = fresh.openRead(null, 'e');
    if (read) fresh.takeRead({ seq: 1, rows: slices[at] ?? {} });
  }),
  measure(slices.length, (at) => {
    for (const row of slices[at]?.['heads'] ?? []) plain.set(row.id, row as Head);
  }),
  'Map entries set',
);

console.log(`${cpus()[0]?.model ?? 'unknown'} × ${cpus().length}, Node ${process.version}`);
console.log(`ms p50 / p95 / max; 20 lists of 50 and 20 counts live, called ${calls} times`);
console.table(report);
