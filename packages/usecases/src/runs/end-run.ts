import type { RunState } from '@frontdesk/core/sops/entities';
import type { Tx } from '@frontdesk/db/client';
import { findResult } from '@frontdesk/db/replica-store';
import { releaseFromRun } from './conversation-owner.ts';
import { stepUid } from './step-mutation.ts';

export type EndedRun = {
  readonly runId: string;
  readonly conversationId: string;
  readonly state: Exclude<RunState, 'PROPOSED' | 'RUNNING'>;
  readonly reason: string | null;
  /** The user who ended it; null for the run itself and for guards. */
  readonly byId: string | null;
};

/**
 * Ends a run: what it has not done stays undone, what it has queued and not sent is held back, calls that have not gone
 * out are dropped, and the AI lets go of the conversation. Ends it once: false when it had ended. The conversation's row
 * must be locked.
 */
export async function endRun(tx: Tx, ended: EndedRun): Promise<boolean> {
  const { runId, conversationId, state, reason, byId } = ended;
  const changed = await tx.$executeRaw`
    update sop_runs set state = ${state}, reason = coalesce(${reason}, reason), ended_at = clock_timestamp(),
      ended_by_id = ${byId}::uuid, updated_at = clock_timestamp()
    where id = ${runId}::uuid and state in ('PROPOSED', 'RUNNING')`;
  await releaseFromRun(tx, conversationId, runId);
  if (changed === 0) return false;
  if (state !== 'DONE') await dropOpenSteps(tx, runId);
  await tx.$executeRaw`
    update sops s set runs_ended = runs_ended + 1, updated_at = clock_timestamp(),
      runs_done = runs_done + case when ${state} = 'DONE'
        and not exists (select from sop_run_steps where run_id = r.id and state <> 'DONE') then 1 else 0 end
    from sop_runs r where r.id = ${runId}::uuid and s.id = r.sop_id`;
  return true;
}

async function dropOpenSteps(tx: Tx, runId: string): Promise<void> {
  await keepWhatWasDone(tx, runId);
  await tx.$executeRaw`
    update webhook_calls set state = 'CANCELLED', updated_at = clock_timestamp() where state = 'QUEUED' and id in (
      select (input->>'callId')::uuid from sop_run_steps where run_id = ${runId}::uuid and state = 'RUNNING')`;
  await tx.$executeRaw`
    update sop_run_steps set state = 'STOPPED', ended_at = clock_timestamp(), updated_at = clock_timestamp()
    where run_id = ${runId}::uuid and state in ('WAITING', 'PROPOSED', 'BLOCKED', 'RUNNING')`;
}

/** A process may have died between a step's effect and its line here: what is on record as done stays done. */
export async function keepWhatWasDone(tx: Tx, runId: string): Promise<void> {
  const running = await tx.sopRunStep.findMany({
    where: { runId, state: 'RUNNING', action: { notIn: ['call_webhook', 'send_reset_link'] } },
    select: { id: true, organizationId: true },
  });
  for (const { id, organizationId } of running) {
    const found = await findResult(tx, organizationId, stepUid(id));
    if (found?.result.status !== 'applied') continue;
    await tx.$executeRaw`
      update sop_run_steps set state = 'DONE', ended_at = clock_timestamp(), updated_at = clock_timestamp()
      where id = ${id}::uuid`;
  }
}

export type OpenRun = {
  readonly id: string;
  readonly sopId: string;
  readonly state: 'PROPOSED' | 'RUNNING';
  readonly autonomy: string;
};

/** Runs of a conversation that have not ended, newest first. */
export const openRuns = (tx: Tx, conversationId: string): Promise<OpenRun[]> =>
  tx.$queryRaw<OpenRun[]>`
    select id, sop_id as "sopId", state, autonomy from sop_runs
    where conversation_id = ${conversationId}::uuid and state in ('PROPOSED', 'RUNNING') order by number desc, id desc`;
