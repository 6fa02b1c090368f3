import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../client/testing/virtual-clock.ts';
import { TICKET_RULES } from '../client/testing/ticket-rules.ts';
import type { Clock } from '../engine/clock.ts';
import { JournalDisk, MemoryJournal } from '../engine/memory-journal.ts';
import type { LocalStore, StoreCommit } from '../store/local-store.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { Fence } from './fence.ts';

const COMMIT: StoreCommit = {
  edits: [],
  place: { cursor: { epoch: 'e', seq: 1, tag: 't' }, session: null },
  settled: [],
  noted: [],
};

/** Stands still until it is told to go on. */
let timers: VirtualClock;
/** How long the worker was stopped altogether: its timers come late by that. */
let slept: number;
let disk: JournalDisk;
let bare: MemoryStore;
let store: LocalStore;

beforeEach(async () => {
  timers = new VirtualClock(() => 0.5);
  slept = 0;
  const clock: Clock = {
    now: () => timers.now() + slept,
    after: (ms, callback) => timers.after(ms, callback),
    random: timers.random,
    newId: timers.newId,
  };
  disk = new JournalDisk();
  const journal = new MemoryJournal(disk);
  await journal.open(() => 'r1');
  bare = new MemoryStore(TICKET_RULES);
  store = new Fence(journal, clock).around(bare);
  await store.open();
});

/** Another leader opens the journal. */
const takeOver = (): Promise<unknown> => new MemoryJournal(disk).open(() => 'r2');

describe("a leader's store", () => {
  it('rule 130: is written without a question while time passes as it should', async () => {
    await takeOver();
    for (let at = 0; at < 10; at += 1) timers.advance();
    // Nobody can take the lead from a worker that is awake: the lock would have been lost before.
    await expect(store.commit(COMMIT)).resolves.toBeUndefined();
  });

  it('rule 130: is not written any more by one that slept while another took the lead', async () => {
    await takeOver();
    slept = 60_000;
    await expect(store.commit(COMMIT)).rejects.toMatchObject({ name: 'StandDown' });
    await expect(store.purge()).rejects.toMatchObject({ name: 'StandDown' });
    expect((await bare.open()).place).toBeNull();
  });

  it('rule 130: goes on after a sleep in which nobody did', async () => {
    slept = 60_000;
    await store.commit(COMMIT);
    disk.failure = new Error('not asked again');
    await store.commit(COMMIT);
    expect((await bare.open()).place).toEqual(COMMIT.place);
  });

  it('rule 130: keeps the order of calls while the journal is asked', async () => {
    slept = 60_000;
    const done: string[] = [];
    await Promise.all([
      store.commit(COMMIT).then(() => done.push('commit')),
      store.group('t1').then(({ seq }) => done.push(`read at ${seq}`)),
    ]);
    expect(done).toEqual(['commit', 'read at 1']);
  });
});
