import type { Job, JobName } from '@frontdesk/core/jobs';
import type { Tx } from '@frontdesk/db/client';
import { insertRows } from './sql/bulk-rows.ts';

const OUTBOX = {
  name: 'outbox',
  columns: { organizationId: 'uuid', job: 'text', lane: 'text', runAt: 'timestamptz' },
} as const;

/** A job to hand to the queue; `runAt` for one that is due later. */
export type OutboxJob = Job & { readonly runAt?: Date };

/**
 * Writes down what has to run once this transaction is committed; the relay takes it from there. Nothing is ever
 * enqueued from inside a transaction: it could run before the commit, or in spite of a rollback.
 */
export async function enqueueAfterCommit(tx: Tx, jobs: readonly OutboxJob[]): Promise<void> {
  const now = new Date();
  const rows = jobs.map(({ name, lane, organizationId, runAt }) => ({
    organizationId,
    job: name,
    lane,
    runAt: runAt ?? now,
  }));
  await insertRows(tx, OUTBOX, rows);
}

/** A lane of that name for each id. */
export const lanes = (name: JobName, organizationId: string, ids: Iterable<string>): Job[] =>
  [...ids].map((lane) => ({ name, lane, organizationId }));

/** Has a lane drained again after a while, once, however many ask for it meanwhile. */
export async function drainLater(tx: Tx, job: Job, ms: number): Promise<void> {
  const runAt = new Date(Date.now() + ms);
  await tx.$executeRaw`
    insert into outbox (organization_id, job, lane, run_at)
    select ${job.organizationId}::uuid, ${job.name}, ${job.lane}, ${runAt}::timestamptz
    where not exists (select from outbox where run_at > clock_timestamp() and run_at <= ${runAt}::timestamptz
      and lane = ${job.lane} and job = ${job.name})`;
}
