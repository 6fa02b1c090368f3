import { drainLater } from '../outbox.ts';
import { type SendDeps, drainSends } from '../sends/drain-sends.ts';
import { settleUncertain } from '../sends/settle-uncertain.ts';

/** A longer sleep is written down in the outbox: the lane stays free for what comes meanwhile. */
export const LONGEST_NAP_MS = 1_000;

/**
 * "Drain this conversation": its sends. Resumes wherever the last run stopped. Returns the milliseconds to wait before
 * the next run, null when there is nothing to wait for.
 */
export async function drainConversation(
  deps: SendDeps,
  conversationId: string,
  organizationId: string,
  stopping?: AbortSignal,
): Promise<number | null> {
  const ms = await drainSends(deps, conversationId, stopping);
  await settleUncertain(deps, conversationId);
  if (ms === null || ms <= LONGEST_NAP_MS) return ms;
  const job = { name: 'drain-conversation', lane: conversationId, organizationId } as const;
  await deps.db.asWorker((tx) => drainLater(tx, job, ms));
  return null;
}
