import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '@frontdesk/core/jobs';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { type TestRedis, startRedis } from '@frontdesk/testkit/redis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LaneHandler, type LaneQueue, openQueue } from './open-queue.ts';
import { silentLog } from './silent-log.ts';

let database: TestDatabase;
let redis: TestRedis;

beforeAll(async () => {
  [database, redis] = await Promise.all([createDatabase(), startRedis()]);
});
afterAll(() => Promise.all([database.drop(), redis.stop()]));

const WAIT = { timeout: 15_000, interval: 20 };
const homes = { postgres: () => undefined, redis: () => redis.url };

describe.each(Object.entries(homes))('the queue on %s', (home, redisUrl) => {
  const opened: LaneQueue[] = [];
  const open = async (lockMs = 10_000): Promise<LaneQueue> => {
    const queue = await openQueue({
      directUrl: database.url,
      redisUrl: redisUrl(),
      log: silentLog,
      lockMs,
    });
    opened.push(queue);
    return queue;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((queue) => queue.close(200)));
  });
  const job = (lane: string): Job => ({
    name: 'drain-conversation',
    lane: `${home}-${lane}`,
    organizationId: 'o1',
  });

  it('hands a lane with its organization to a handler of its name', async () => {
    const queue = await open();
    const seen: Job[] = [];
    await queue.process('drain-conversation', 2, async (one) => {
      seen.push(one);
      return null;
    });
    await queue.enqueue([job('a'), { ...job('b'), name: 'ingest-inbox' }]);
    await vi.waitFor(() => expect(seen).toEqual([job('a')]), WAIT);
  });

  it('runs a lane once for many pokes while it waits, and once more for pokes during a run', async () => {
    const queue = await open();
    const gate = Promise.withResolvers<void>();
    let runs = 0;
    await queue.enqueue([job('many'), job('many')]);
    for (let n = 0; n < 5; n += 1) await queue.enqueue([job('many')]);
    await queue.process('drain-conversation', 4, async () => {
      runs += 1;
      if (runs === 1) await gate.promise;
      return null;
    });
    await vi.waitFor(() => expect(runs).toBe(1), WAIT);
    for (let n = 0; n < 5; n += 1) await queue.enqueue([job('many')]);
    gate.resolve();
    await vi.waitFor(() => expect(runs).toBe(2), WAIT);
    await queue.enqueue([job('last')]);
    await vi.waitFor(() => expect(runs).toBe(3), WAIT);
  });

  it('never runs one lane twice at once and loses no wake-up, over two processes', async () => {
    const [one, other] = [await open(), await open()];
    const rows = new Map<string, number>();
    const done = new Map<string, number>();
    const running = new Set<string>();
    let overlaps = 0;
    const drain: LaneHandler = async ({ lane }) => {
      if (running.has(lane)) overlaps += 1;
      running.add(lane);
      // What a drain reads at its start, it has done at its end; the row of a later poke it may miss.
      const upTo = rows.get(lane) ?? 0;
      await delay(2);
      done.set(lane, upTo);
      running.delete(lane);
      return null;
    };
    await Promise.all([one, other].map((queue) => queue.process('drain-conversation', 5, drain)));
    const lanes = Array.from({ length: 20 }, (_, n) => job(`lane${n}`));
    for (let round = 1; round <= 15; round += 1) {
      for (const { lane } of lanes) rows.set(lane, round);
      await (round % 2 ? one : other).enqueue(lanes);
    }
    await vi.waitFor(() => expect(done).toEqual(rows), WAIT);
    expect(overlaps).toBe(0);
  });

  it('runs a lane again after the wait that its handler asks for', async () => {
    const queue = await open();
    const at: number[] = [];
    await queue.process('drain-conversation', 1, async () => {
      at.push(Date.now());
      return at.length < 3 ? 60.5 : null;
    });
    await queue.enqueue([job('again')]);
    await vi.waitFor(() => expect(at).toHaveLength(3), WAIT);
    expect(at[2]! - at[0]!).toBeGreaterThanOrEqual(115);
  });

  it('wakes a sleeping lane for a poke', async () => {
    const queue = await open();
    let runs = 0;
    await queue.process('drain-conversation', 1, async () => {
      runs += 1;
      return runs === 1 ? 3_600_000 : null;
    });
    await queue.enqueue([job('asleep')]);
    await vi.waitFor(() => expect(runs).toBe(1), WAIT);
    await vi.waitFor(async () => {
      await queue.enqueue([job('asleep')]);
      expect(runs).toBeGreaterThan(1);
    }, WAIT);
  });

  it('repeats a run that threw', async () => {
    const queue = await open();
    let runs = 0;
    await queue.process('drain-conversation', 1, async () => {
      runs += 1;
      if (runs < 3) throw new Error('planted');
      return null;
    });
    await queue.enqueue([job('throws')]);
    await vi.waitFor(() => expect(runs).toBe(3), WAIT);
  });

  it('tells its handlers that it closes, and what they give back goes to another process', async () => {
    const [one, other] = [await open(), await open()];
    const started = Promise.withResolvers<void>();
    await one.process('drain-conversation', 1, async (_job, stopping) => {
      started.resolve();
      await new Promise((resolve) => stopping.addEventListener('abort', resolve, { once: true }));
      return 0;
    });
    await one.enqueue([job('handed-over')]);
    await started.promise;
    await one.close();
    const taken: string[] = [];
    await other.process('drain-conversation', 1, async ({ lane }) => {
      taken.push(lane);
      return null;
    });
    await vi.waitFor(() => expect(taken).toEqual([job('handed-over').lane]), WAIT);
  });

  it('takes over the lane of a process that died within lock and check', async () => {
    const [dying, other] = [await open(1_000), await open(1_000)];
    const started = Promise.withResolvers<void>();
    await dying.process('drain-conversation', 1, async () => {
      started.resolve();
      return new Promise<never>(() => {});
    });
    await dying.enqueue([job('orphan')]);
    await started.promise;
    // Giving up without waiting leaves the job active under a lock that nobody renews.
    await dying.close(0);
    const taken: string[] = [];
    await other.process('drain-conversation', 1, async ({ lane }) => {
      taken.push(lane);
      return null;
    });
    await vi.waitFor(() => expect(taken).toContain(job('orphan').lane), {
      timeout: 18_000,
      interval: 50,
    });
  });
});

describe('the queue on postgres', () => {
  // Cut at each of the moments at which a connection may be opening, idle or in use.
  it.each([...Array.from({ length: 20 }, (_, n) => n / 4), 10, 20, 50])(
    'goes on by itself after its connections were cut, %d ms after it was opened',
    async (ms) => {
      const queue = await openQueue({ directUrl: database.url, log: silentLog });
      const seen: string[] = [];
      const lane = (name: string): Job => ({
        name: 'fetch-attachment',
        lane: `${ms}-${name}`,
        organizationId: 'o',
      });
      await queue.process('fetch-attachment', 1, async (job) => {
        seen.push(job.lane);
        return null;
      });
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      const early = queue.enqueue([lane('before')]).catch(() => {});
      await delay(ms);
      await client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      await client.end();
      await vi.waitFor(() => queue.enqueue([lane('after')]), WAIT);
      await vi.waitFor(() => expect(seen).toContain(`${ms}-after`), WAIT);
      await early;
      await queue.close(200);
    },
  );
});
