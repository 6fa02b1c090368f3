import type { Tx } from '@frontdesk/db/client';
import { lockConversation } from '../conversations/lock-conversation.ts';
import { releaseFromRun } from './conversation-owner.ts';
import { keepWhatWasDone } from './end-run.ts';

/**
 * Puts an open run before a person again: every step of it that is not done has to be approved anew, and says why. What
 * is on record as done stays done.
 */
export async function pauseRun(
  tx: Tx,
  { id, conversationId }: { readonly id: string; readonly conversationId: string },
  why: string,
): Promise<void> {
  await lockConversation(tx, conversationId);
  await keepWhatWasDone(tx, id);
  await tx.$executeRaw`
    update sop_run_steps set state = 'PROPOSED', error = ${why}, approved_by_id = null, approved_at = null,
      updated_at = clock_timestamp()
    where run_id = ${id}::uuid and state in ('WAITING', 'RUNNING')`;
  await tx.$executeRaw`
    update sop_runs set state = 'PROPOSED', updated_at = clock_timestamp() where id = ${id}::uuid and state = 'RUNNING'`;
  await releaseFromRun(tx, conversationId, id);
}
