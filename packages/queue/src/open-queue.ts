import { setTimeout as delay } from 'node:timers/promises';
import type { Job, JobName } from '@frontdesk/core/jobs';
import type { Log } from '@frontdesk/core/log';
import { DelayedError, type Job as BullJob } from 'bullmq';
import { openPostgresBackend } from './postgres-backend.ts';
import type { Backend, BackendQueue, BackendWorker } from './queue-backend.ts';
import { openRedisBackend } from './redis-backend.ts';

/** Milliseconds after which the lane wants to be drained again; null when it is empty. */
export type Again = number | null;

/** Drains a lane. Returns early with 0 once `stopping` is aborted: the job goes back and another process takes it. */
export type LaneHandler = (job: Job, stopping: AbortSignal) => Promise<Again>;

export interface LaneQueue {
  /**
   * Hands over jobs. A lane that already waits gets none; one that is being drained gets one more run
   * afterwards, so that no wake-up is lost; one that sleeps (a wait or a backoff) wakes at once.
   */
  enqueue(jobs: readonly Job[]): Promise<void>;
  /** Never two runs of one lane at the same time, unless a process stalled for longer than its lock lives. */
  process(name: JobName, concurrency: number, handler: LaneHandler): Promise<void>;
  /** Takes no new job, lets running ones end within `graceMs`, then gives them up to the stalled check of another process. */
  close(graceMs?: number): Promise<void>;
}

export type QueueOptions = {
  /** A session is needed for LISTEN: around a pooler, if there is one. */
  readonly directUrl: string;
  /** Set: queues run on Redis; else on Postgres. */
  readonly redisUrl?: string | undefined;
  readonly log: Log;
  /** A killed process's lane is taken over after at most twice this. */
  readonly lockMs?: number;
};

const LOCK_MS = 10_000;

/**
 * A run that throws (the database is away) is repeated with growing waits. When even that ends, nothing is lost: the
 * rows are the truth and the sweep of the clock lane pokes what is still undone.
 */
const ATTEMPTS = 12;
const BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 15_000;

type Lane = { readonly lane: string; readonly organizationId: string };
type LaneJob = BullJob<Lane, void, JobName>;

/** Opens the queue on Redis where there is one, else on Postgres, and makes its tables there. */
export async function openQueue(options: QueueOptions): Promise<LaneQueue> {
  const onError = (error: Error): void =>
    options.log.warn({ error: error.message }, 'queue connection');
  const backend = options.redisUrl
    ? openRedisBackend(options.redisUrl, onError)
    : await openPostgresBackend(options.directUrl, onError);
  return new BullLaneQueue(backend, onError, options.lockMs ?? LOCK_MS);
}

class BullLaneQueue implements LaneQueue {
  readonly #backend: Backend;
  readonly #onError: (error: Error) => void;
  readonly #queues = new Map<JobName, Promise<BackendQueue>>();
  readonly #workers: BackendWorker[] = [];
  readonly #lockMs: number;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(backend: Backend, onError: (error: Error) => void, lockMs: number) {
    this.#backend = backend;
    this.#onError = onError;
    this.#lockMs = lockMs;
  }

  async enqueue(jobs: readonly Job[]): Promise<void> {
    const byName = Map.groupBy(jobs, (job) => job.name);
    await Promise.all(
      [...byName].map(async ([name, some]) => (await this.#queue(name)).addBulk(onePerLane(some))),
    );
  }

  async process(name: JobName, concurrency: number, handler: LaneHandler): Promise<void> {
    const worker = this.#backend.worker(
      queueName(name),
      (job, token) => this.#run(handler, job as LaneJob, token),
      {
        concurrency,
        lockDuration: this.#lockMs,
        stalledInterval: this.#lockMs / 2,
        // Each stall is a process that died; the lane itself is not at fault.
        maxStalledCount: 1_000,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 1_000 },
        runRetryDelay: 1_000,
        settings: { backoffStrategy },
      },
    );
    worker.on('error', this.#onError);
    this.#workers.push(worker);
    await worker.waitUntilReady();
  }

  close(graceMs = 10_000): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  async #close(graceMs: number): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#workers.map((worker) => worker.pause(true)));
    await Promise.race([Promise.allSettled(this.#running), delay(graceMs, null, { ref: false })]);
    const giveUp = this.#running.size > 0;
    await Promise.all(this.#workers.map((worker) => worker.close(giveUp)));
    await Promise.allSettled(
      [...this.#queues.values()].map(async (queue) => (await queue).close()),
    );
    await this.#backend.close();
  }

  async #run(handler: LaneHandler, job: LaneJob, token: string | undefined): Promise<void> {
    const run = handler({ name: job.name, ...job.data }, this.#stopping.signal);
    this.#running.add(run);
    const again = await run.finally(() => this.#running.delete(run));
    if (again === null) return;
    // The Postgres backend takes whole milliseconds only.
    await job.moveToDelayed(Math.round(Date.now() + again), token);
    throw new DelayedError();
  }

  /** BullMQ remembers for ever that a queue could not be opened, so one that failed is thrown away. */
  #queue(name: JobName): Promise<BackendQueue> {
    const known = this.#queues.get(name);
    if (known) return known;
    const opening = this.#open(name);
    this.#queues.set(name, opening);
    opening.catch(() => this.#queues.delete(name));
    return opening;
  }

  async #open(name: JobName): Promise<BackendQueue> {
    const queue = this.#backend.queue(queueName(name));
    queue.on('error', this.#onError);
    try {
      await queue.waitUntilReady();
    } catch (error) {
      queue.close().catch(this.#onError);
      throw error;
    }
    return queue;
  }
}

const queueName = (name: JobName): string => `frontdesk-${name}`;

function onePerLane(jobs: readonly Job[]) {
  const lanes = new Map(jobs.map((job) => [job.lane, job]));
  return [...lanes.values()].map(({ name, lane, organizationId }) => ({
    name,
    data: { lane, organizationId } satisfies Lane,
    opts: {
      deduplication: { id: lane, keepLastIfActive: true, reschedule: true },
      attempts: ATTEMPTS,
      backoff: { type: 'jittered' },
    },
  }));
}

/** Exponential, capped, with half of it random: lanes that failed together do not come back together. */
function backoffStrategy(attemptsMade: number): number {
  const ceiling = Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** attemptsMade);
  return Math.round(ceiling / 2 + (Math.random() * ceiling) / 2);
}
