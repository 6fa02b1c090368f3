import { drainLater } from '../outbox.ts';
import { LONGEST_NAP_MS } from './drain-conversation.ts';
import type { PipelineDeps } from './pipeline-step.ts';
import { runPipeline } from './run-pipeline.ts';

/**
 * "Read this conversation": the pipeline behind its inbound messages. Resumes from each message's recorded step. Returns
 * the milliseconds to wait before the next run, null when there is nothing to wait for.
 */
export async function readConversation(
  deps: PipelineDeps,
  conversationId: string,
  organizationId: string,
  stopping?: AbortSignal,
): Promise<number | null> {
  const ms = await runPipeline(deps, conversationId, stopping);
  if (ms === null || ms <= LONGEST_NAP_MS) return ms;
  const job = { name: 'read-conversation', lane: conversationId, organizationId } as const;
  await deps.db.asWorker((tx) => drainLater(tx, job, ms));
  return null;
}
