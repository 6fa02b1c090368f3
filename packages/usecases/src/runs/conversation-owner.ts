import type { Tx } from '@frontdesk/db/client';

/**
 * A conversation has one owner at most: a person (`assignee_id`), the AI (`ai_run_id`), or nobody. Both are taken by
 * comparing and setting in one statement, and a constraint of the table holds whatever else is written.
 */

/** The AI takes the conversation if nobody has it. False: somebody has. */
export async function takeForRun(tx: Tx, conversationId: string, runId: string): Promise<boolean> {
  const taken = await tx.$executeRaw`
    update conversations set ai_run_id = ${runId}::uuid, updated_at = clock_timestamp()
    where id = ${conversationId}::uuid and assignee_id is null and (ai_run_id is null or ai_run_id = ${runId}::uuid)`;
  return taken === 1;
}

/** The AI lets go, if it still has it by this run. */
export const releaseFromRun = (tx: Tx, conversationId: string, runId: string): Promise<number> =>
  tx.$executeRaw`
    update conversations set ai_run_id = null, updated_at = clock_timestamp()
    where id = ${conversationId}::uuid and ai_run_id = ${runId}::uuid`;
