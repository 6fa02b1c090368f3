import type { Tx } from '@frontdesk/db/client';
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
 * "Read this conversation": the pipeline behind its inbound messages, then the runs of its procedures and what they
 * call. Resumes from each one's recorded step. Returns the milliseconds to wait before the next run, null when there is
 * nothing to wait for.
 */
export async function readConversation(
  deps: PipelineDeps & WebhookCallDeps,
  conversationId: string,
  organizationId: string,
  stopping?: AbortSignal,
): Promise<number | null> {
  const pipeline = await runPipeline(deps, conversationId, stopping);
  const waits = [pipeline, await carryOn(deps, conversationId, stopping)].filter(
    (wait) => wait !== null,
  );
  if (waits.length === 0) return null;
  const ms = Math.min(...waits);
  if (ms <= LONGEST_NAP_MS) return ms;
  const job = { name: 'read-conversation', lane: conversationId, organizationId } as const;
  await deps.db.asWorker((tx) => drainLater(tx, job, ms));
  return null;
}

/** The conversation's runs and what they call. Most messages call for nothing: then it is one question. */
async function carryOn(
  deps: PipelineDeps & WebhookCallDeps,
  conversationId: string,
  stopping?: AbortSignal,
): Promise<number | null> {
  if (!(await deps.db.asWorker((tx) => isUnderWay(tx, conversationId)))) return null;
  await advanceRuns(deps, conversationId, stopping);
  const calls = await deliverWebhookCalls(deps, conversationId, stopping);
  // What a webhook has answered lets its run go on, which may call the next one.
  return (await advanceRuns(deps, conversationId, stopping)) ? 0 : calls;
}

async function isUnderWay(tx: Tx, conversationId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ underWay: boolean }[]>`
    select exists (select from sop_runs where conversation_id = ${conversationId}::uuid and state = 'RUNNING')
      or exists (select from sop_run_steps where conversation_id = ${conversationId}::uuid and state = 'RUNNING')
      or exists (select from webhook_calls where conversation_id = ${conversationId}::uuid and state = 'QUEUED')
      as "underWay"`;
  return row?.underWay ?? false;
}
