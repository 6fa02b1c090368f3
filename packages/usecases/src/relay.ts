import type { Bus } from '@frontdesk/core/bus';
import type { JobName } from '@frontdesk/core/jobs';
import type { Log } from '@frontdesk/core/log';
import type { Db } from '@frontdesk/db/client';
import type { LaneQueue } from '@frontdesk/queue/open-queue';
import { errorText } from './log-error.ts';

type Deps = { readonly db: Db; readonly bus: Bus; readonly log: Log };

type Row = { readonly job: JobName; readonly lane: string; readonly organizationId: string };

/** Bounds what a lost hint costs, and how late a job with a `runAt` may start. */
const POLL_MS = 500;
const BATCH = 500;

/**
 * Moves the outbox to the queue: in order, woken by the bus, polling as a net. Rows leave in the transaction that
 * enqueues them, so a crash in between enqueues a lane twice, which costs nothing. Several relays share the rows.
 */
export class Relay {
  readonly #deps: Deps;
  readonly #queue: LaneQueue;
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | undefined;
  #moving: Promise<void> | undefined;
  #poked = false;
  #stopped = false;

  constructor(deps: Deps, queue: LaneQueue) {
    this.#deps = deps;
    this.#queue = queue;
    this.#unsubscribe = deps.bus.subscribe('outbox', () => this.#poke());
    this.#poke();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe();
    clearTimeout(this.#timer);
    await this.#moving;
  }

  #poke(): void {
    this.#poked = true;
    if (this.#stopped || this.#moving) return;
    clearTimeout(this.#timer);
    this.#moving = this.#moveAll().finally(() => {
      this.#moving = undefined;
      if (this.#stopped) return;
      if (this.#poked) this.#poke();
      else this.#timer = setTimeout(() => this.#poke(), POLL_MS);
    });
  }

  async #moveAll(): Promise<void> {
    this.#poked = false;
    try {
      while (!this.#stopped && (await moveBatch(this.#deps.db, this.#queue)) === BATCH);
    } catch (error) {
      // The database or the queue is away; the poll comes back to it.
      this.#poked = false;
      this.#deps.log.warn({ error: errorText(error) }, 'relay');
    }
  }
}

/** Returns how many rows it moved. */
export function moveBatch(db: Db, queue: LaneQueue): Promise<number> {
  return db.asWorker(async (tx) => {
    const rows = await tx.$queryRaw<(Row & { id: bigint })[]>`
      delete from outbox where id = any(array(
        select id from outbox where run_at <= statement_timestamp()
        order by run_at, id limit ${BATCH} for update skip locked
      )) returning id, job, lane, organization_id as "organizationId"`;
    const jobs = rows
      .toSorted((one, other) => (one.id < other.id ? -1 : 1))
      .map(({ job, lane, organizationId }) => ({ name: job, lane, organizationId }));
    if (jobs.length > 0) await queue.enqueue(jobs);
    return rows.length;
  });
}
