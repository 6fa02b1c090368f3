import type { Tx } from '@frontdesk/db/client';
import { endRun, openRuns } from './end-run.ts';

export type PersonsReply = {
  readonly conversationId: string;
  readonly messageId: string;
  readonly text: string;
  readonly userId: string | null;
};

/**
 * A person has answered the customer: replies that were proposed are moot. One whose words were used counts as done. A
 * run with nothing else to decide is over. The conversation's row must be locked.
 */
export async function answeredByPerson(tx: Tx, reply: PersonsReply): Promise<void> {
  const { conversationId, messageId, text, userId } = reply;
  for (const { id: runId, state } of await openRuns(tx, conversationId)) {
    if (state !== 'PROPOSED') continue;
    await tx.$executeRaw`
      update sop_run_steps set state = case when btrim(input->>'text') = btrim(${text}) then 'DONE' else 'SKIPPED' end,
        result = jsonb_build_object('messageId', ${messageId}::text, 'byPerson', true), error = null,
        approved_by_id = ${userId}::uuid, ended_at = clock_timestamp(), updated_at = clock_timestamp()
      where run_id = ${runId}::uuid and action = 'send_reply' and state in ('PROPOSED', 'BLOCKED')`;
    const steps = await tx.sopRunStep.findMany({ where: { runId }, select: { state: true } });
    if (steps.length === 0 || steps.some((step) => OPEN.has(step.state))) continue;
    const ended = steps.some((step) => step.state === 'DONE') ? 'DONE' : 'DISMISSED';
    await endRun(tx, { runId, conversationId, state: ended, reason: null, byId: userId });
  }
}

const OPEN: ReadonlySet<string> = new Set(['WAITING', 'PROPOSED', 'BLOCKED', 'RUNNING']);
