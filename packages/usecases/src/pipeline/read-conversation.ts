import { drainLater } from '../outbox.ts';
import {
  type WebhookCallDeps,
  deliverWebhookCalls,
} from '../webhooks-out/deliver-webhook-calls.ts';
import { advanceRuns } from '../runs/advance-runs.ts';
import { LONGEST_NAP_MS } from './drain-conversation.ts';
import type { PipelineDeps } from './pipeline-step.ts';
import { runPipeline } from './run-pipeline.ts';

/**
 * "Read this conversation": the pipeline behind its inbound messages, then the runs of its procedures and what they call. Resumes from
 * each one's recorded step. Returns the milliseconds to wait before the next run, null when there is nothing to wait for.
 */
export async function readConversation(
  deps: PipelineDeps & WebhookCallDeps,
  conversationId: string,
  organizationId: string,
  stopping?: AbortSignal,
): Promise<number | null> {
  const pipeline = await runPipeline(deps, conversationId, stopping);
  await advanceRuns(deps, conversationId, stopping);
  const calls = await deliverWebhookCalls(deps, conversationId, stopping);
  // What a webhook has answered lets its run go on, which may call the next one.
  const more = await advanceRuns(deps, conversationId, stopping);
  const waits = [pipeline, calls, more ? 0 : null].filter((wait) => wait !== null);
  if (waits.length === 0) return null;
  const ms = Math.min(...waits);
  if (ms <= LONGEST_NAP_MS) return ms;
  const job = { name: 'read-conversation', lane: conversationId, organizationId } as const;
  await deps.db.asWorker((tx) => drainLater(tx, job, ms));
  return null;
}
