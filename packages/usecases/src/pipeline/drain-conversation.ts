import { drainLater } from '../outbox.ts';
import { type SendDeps, drainSends } from '../sends/drain-sends.ts';
import { settleUncertain } from '../sends/settle-uncertain.ts';
import { runPipeline } from './run-pipeline.ts';

/** A longer sleep is written down in the outbox: the lane stays free for what comes meanwhile. */
const LONGEST_NAP_MS = 1_000;

/**
 * "Drain this conversation": the pipeline behind its inbound messages, then its sends. Resumes wherever the last run
 * stopped. Returns the milliseconds to wait before the next run, null when there is nothing to wait for.
 */
export async function drainConversation(
  deps: SendDeps,
  conversationId: string,
  organizationId: string,
  stopping?: AbortSignal,
): Promise<number | null> {
  const pipeline = await runPipeline(deps, conversationId, stopping);
  const sends = await drainSends(deps, conversationId, stopping);
  await settleUncertain(deps, conversationId);
  const waits = [pipeline, sends].filter((ms) => ms !== null);
  if (waits.length === 0) return null;
  const ms = Math.min(...waits);
  if (ms <= LONGEST_NAP_MS) return ms;
  const job = { name: 'drain-conversation', lane: conversationId, organizationId } as const;
  await deps.db.asWorker((tx) => drainLater(tx, job, ms));
  return null;
}
