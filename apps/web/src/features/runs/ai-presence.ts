import type { Conversation } from '@frontdesk/core/entities';
import type { SopRun } from '@frontdesk/core/sops/entities';
import { waitsForApproval } from '../../replica/row-states.ts';

/** What the AI is at in a conversation, as one more of those who are here; null while it is not. */
export function aiPresence(
  { aiRunId }: Pick<Conversation, 'aiRunId'>,
  runs: readonly SopRun[],
): string | null {
  if (aiRunId !== null || runs.some(({ state }) => state === 'RUNNING'))
    return 'AI is working on this';
  return runs.some(waitsForApproval) ? 'AI waits for you' : null;
}
