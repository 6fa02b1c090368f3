import type { Tx } from '@frontdesk/db/client';
import { nextStep, stepNamed } from './pipeline-steps.ts';
import type { PipelineDeps, PipelineMessage } from './pipeline-step.ts';

/** A step that has failed so often is left where it is, with its error, and the messages behind it go on. */
export const STEP_ATTEMPTS = 5;
const RETRY_MS = 500;

type Waiting = PipelineMessage & {
  readonly step: string;
  readonly attempts: number;
  /** When it came to this step, or was put there again. */
  readonly since: Date;
};

/**
 * Takes each inbound message of the conversation from its recorded step to the end, in order. Returns the milliseconds
 * after which a failed step is to be tried again, null when nothing is left to do.
 */
export async function runPipeline(
  deps: PipelineDeps,
  conversationId: string,
  stopping?: AbortSignal,
): Promise<number | null> {
  const next = (tx: Tx) => nextMessage(tx, conversationId);
  let message = await deps.db.asWorker(next);
  while (message) {
    if (stopping?.aborted) return 0;
    const current: Waiting = message;
    const step = stepNamed(current.step);
    try {
      await step?.run(deps, current);
    } catch (error) {
      const attempts = await countFailure(deps, current, error);
      if (attempts < STEP_ATTEMPTS) return RETRY_MS * 2 ** attempts;
      message = await deps.db.asWorker(next);
      continue;
    }
    message = await deps.db.asWorker(async (tx) => {
      await record(tx, current, step ? nextStep(step) : null);
      return next(tx);
    });
  }
  return stopping?.aborted ? 0 : null;
}

async function nextMessage(tx: Tx, conversationId: string): Promise<Waiting | undefined> {
  const rows = await tx.$queryRaw<Waiting[]>`
    select m.id, m.number, m.organization_id as "organizationId", c.inbox_id as "inboxId", c.channel,
      c.id as "conversationId", p.step, p.attempts, p.updated_at as since
    from pipeline_steps p join messages m on m.id = p.message_id join conversations c on c.id = m.conversation_id
    where p.conversation_id = ${conversationId}::uuid and p.attempts < ${STEP_ATTEMPTS} order by m.number limit 1`;
  return rows[0];
}

/** A message that was put there again meanwhile stays for another run. */
const record = (tx: Tx, { id, step, since }: Waiting, next: string | null): Promise<number> =>
  next === null
    ? tx.$executeRaw`delete from pipeline_steps where message_id = ${id}::uuid and step = ${step}
          and updated_at = ${since}::timestamptz`
    : tx.$executeRaw`
          update pipeline_steps set step = ${next}, attempts = 0, error = null, updated_at = clock_timestamp()
          where message_id = ${id}::uuid and step = ${step} and updated_at = ${since}::timestamptz`;

async function countFailure(
  deps: PipelineDeps,
  { id, step, attempts }: Waiting,
  error: unknown,
): Promise<number> {
  const why = error instanceof Error ? error.message : String(error);
  await deps.db.asWorker(
    (tx) => tx.$executeRaw`
    update pipeline_steps set attempts = ${attempts + 1}, error = ${why.slice(0, 1_000)}, updated_at = clock_timestamp()
    where message_id = ${id}::uuid and step = ${step}`,
  );
  deps.log.error({ messageId: id, step, attempts: attempts + 1 }, 'a pipeline step failed');
  return attempts + 1;
}
