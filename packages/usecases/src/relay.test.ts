import type { Job } from '@frontdesk/core/jobs';
import type { LaneQueue } from '@frontdesk/queue/open-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hintOutbox } from './hints.ts';
import { enqueueAfterCommit } from './outbox.ts';
import { Relay, moveBatch } from './relay.ts';
import { Desk } from './testing/desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());

/** A queue that takes jobs, or refuses as often as it is told to. */
function queue(refusals = 0): LaneQueue & { readonly taken: string[] } {
  const taken: string[] = [];
  let left = refusals;
  return {
    taken,
    enqueue: async (jobs) => {
      if (left > 0) {
        left -= 1;
        throw new Error('the queue is away');
      }
      taken.push(...jobs.map((job) => job.lane));
    },
    process: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

const job = (lane: string): Job => ({
  name: 'fetch-attachment',
  lane,
  organizationId: desk.organizationId,
});
const write = (...jobs: Parameters<typeof enqueueAfterCommit>[1]) =>
  desk.deps.db.asWorker((tx) => enqueueAfterCommit(tx, jobs));

describe('the relay', () => {
  it('moves what was committed, in order, once', async () => {
    const target = queue();
    await write(job('a'), job('b'));
    await write(job('c'));
    expect(await moveBatch(desk.deps.db, target)).toBe(3);
    expect(await moveBatch(desk.deps.db, target)).toBe(0);
    expect(target.taken).toEqual(['a', 'b', 'c']);
  });

  it('moves nothing of a transaction that was rolled back', async () => {
    const target = queue();
    const failing = desk.deps.db.asWorker(async (tx) => {
      await enqueueAfterCommit(tx, [job('never')]);
      throw new Error('planted');
    });
    await expect(failing).rejects.toThrow('planted');
    expect(await moveBatch(desk.deps.db, target)).toBe(0);
  });

  it('keeps what the queue did not take', async () => {
    const target = queue(1);
    await write(job('kept'));
    await expect(moveBatch(desk.deps.db, target)).rejects.toThrow('away');
    expect(await moveBatch(desk.deps.db, target)).toBe(1);
    expect(target.taken).toEqual(['kept']);
  });

  it('leaves what is due later', async () => {
    const target = queue();
    await write({ ...job('later'), runAt: new Date(Date.now() + 60_000) }, job('now'));
    expect(await moveBatch(desk.deps.db, target)).toBe(1);
    expect(target.taken).toEqual(['now']);
    await desk.deps.db.asWorker((tx) => tx.outbox.deleteMany());
  });

  it('shares the rows with another one', async () => {
    const [one, other] = [queue(), queue()];
    await write(...Array.from({ length: 40 }, (_, n) => job(`shared-${n}`)));
    await Promise.all([moveBatch(desk.deps.db, one), moveBatch(desk.deps.db, other)]);
    expect([...one.taken, ...other.taken]).toHaveLength(40);
  });

  it('is woken by the bus, comes back to what failed, and polls when no hint comes', async () => {
    const target = queue(1);
    const relay = new Relay(desk.deps, target);
    await write(job('hinted'));
    hintOutbox(desk.deps);
    await expect.poll(() => target.taken).toEqual(['hinted']);
    await write(job('silent'));
    await expect.poll(() => target.taken, { timeout: 5_000 }).toEqual(['hinted', 'silent']);
    await relay.stop();
    await write(job('stopped'));
    hintOutbox(desk.deps);
    expect(await desk.takeJobs()).toHaveLength(1);
  });
});
