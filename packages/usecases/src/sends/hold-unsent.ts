import type { Tx } from '@frontdesk/db/client';
import type { Deps } from '../deps.ts';
import { pauseRun } from '../runs/pause-run.ts';
import { MAY_HAVE_LEFT } from './may-have-left.ts';

/** A transaction of more than 5,000 synced rows is refused; these have two and a few each. */
const AT_ONCE = 500;

/**
 * After the database was set back, nobody knows what of that which it has to send has gone out since. All of it waits
 * for a person: messages and webhook calls as UNCERTAIN, runs with their open steps to be approved again. What is done
 * already is not done again, so that it may be called until it has succeeded.
 */
export async function holdUnsent({ db, log }: Pick<Deps, 'db' | 'log'>): Promise<void> {
  const sends = await untilNone((tx) => holdSends(tx), db);
  const calls = await db.asWorker(
    (tx) => tx.$executeRaw`
      update webhook_calls set state = 'UNCERTAIN', error = ${MAY_HAVE_LEFT}, updated_at = clock_timestamp()
      where state = 'QUEUED'`,
  );
  const runs = await untilNone((tx) => pauseRuns(tx), db);
  log.warn(
    { sends, calls, runs },
    'the database was restored: what it had to send waits for a person',
  );
}

async function untilNone(work: (tx: Tx) => Promise<number>, db: Deps['db']): Promise<number> {
  for (let sum = 0; ;) {
    const done = await db.asWorker(work);
    if (done === 0) return sum;
    sum += done;
  }
}

async function holdSends(tx: Tx): Promise<number> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    update sends set state = 'UNCERTAIN', last_error = ${MAY_HAVE_LEFT}, updated_at = clock_timestamp()
    where message_id in (select message_id from sends where state in ('QUEUED', 'CLAIMED') limit ${AT_ONCE})
    returning message_id as id`;
  await tx.$executeRaw`
    update messages set status = 'UNCERTAIN', error_code = 'uncertain', error_text = ${MAY_HAVE_LEFT},
      updated_at = clock_timestamp()
    where id = any(${rows.map((row) => row.id)}::uuid[])`;
  return rows.length;
}

async function pauseRuns(tx: Tx): Promise<number> {
  const runs = await tx.$queryRaw<{ id: string; conversationId: string }[]>`
    select r.id, r.conversation_id as "conversationId" from sop_runs r
    where r.state = 'RUNNING' or r.state = 'PROPOSED' and exists (
      select from sop_run_steps s where s.run_id = r.id and s.state in ('RUNNING', 'WAITING'))
    limit ${AT_ONCE}`;
  for (const run of runs) await pauseRun(tx, run, MAY_HAVE_LEFT);
  return runs.length;
}
