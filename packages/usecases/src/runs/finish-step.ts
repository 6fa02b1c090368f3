import type { Tx } from '@frontdesk/db/client';
import { lockConversation } from '../conversations/lock-conversation.ts';
import { endRun } from './end-run.ts';
import type { RunStep } from './step-mutation.ts';

/** What came of a step is written once; one that somebody has stopped meanwhile stays as it is. */
export async function finishStep(tx: Tx, step: RunStep, data: unknown): Promise<void> {
  await lockConversation(tx, step.conversationId);
  const result = typeof data === 'object' && data !== null ? data : {};
  await tx.$executeRaw`
    update sop_run_steps set state = 'DONE', error = null, result = ${JSON.stringify(result)}::jsonb, ended_at = clock_timestamp(),
      updated_at = clock_timestamp()
    where id = ${step.id}::uuid and state = 'RUNNING'`;
}

/** A step that cannot be done ends its run: what stands behind it was meant to follow it. A person sees why. */
export async function failStep(tx: Tx, step: RunStep, why: string): Promise<void> {
  await lockConversation(tx, step.conversationId);
  const failed = await tx.$executeRaw`
    update sop_run_steps set state = 'FAILED', error = ${why.slice(0, 1_000)}, ended_at = clock_timestamp(),
      updated_at = clock_timestamp()
    where id = ${step.id}::uuid and state = 'RUNNING'`;
  if (failed === 0) return;
  const { runId, conversationId } = step;
  await endRun(tx, { runId, conversationId, state: 'FAILED', reason: why, byId: null });
}
