import { Executor } from '../execute.ts';
import { classifyFailure } from '../execute/failure-class.ts';
import { hintCommitted } from '../hints.ts';
import { errorText } from '../log-error.ts';
import { HANDLERS } from '../mutations/handlers.ts';
import type { PipelineDeps } from '../pipeline/pipeline-step.ts';
import { type Taken, takeStep } from './take-step.ts';
import { failStep, finishStep } from './finish-step.ts';
import { mutationOf, stepUid } from './step-mutation.ts';

/**
 * Carries the conversation's run on, one step at a time, until it ends, waits for a person, or waits for a webhook to
 * answer. Whatever is interrupted goes on from where the rows say it is. True: a step was carried out. Rejects when the
 * database is away.
 */
export async function advanceRuns(
  deps: PipelineDeps,
  conversationId: string,
  stopping?: AbortSignal,
): Promise<boolean> {
  let moved = false;
  const executor = new Executor(deps, HANDLERS);
  while (!stopping?.aborted) {
    const taken = await deps.db.asWorker((tx) => takeStep(tx, conversationId));
    if (taken.kind === 'none') return moved;
    hintCommitted(deps, taken.organizationId);
    if (taken.kind === 'waits') return moved;
    if (taken.kind === 'step') await carryOut(deps, executor, taken);
    moved = true;
  }
  return moved;
}

const BROKEN = 'Something went wrong on our side.';

async function carryOut(
  deps: PipelineDeps,
  executor: Executor,
  { step, organizationId }: Extract<Taken, { kind: 'step' }>,
): Promise<void> {
  const actor = {
    kind: 'AI',
    organizationId,
    userId: null,
    membershipId: null,
    runStepId: step.id,
  } as const;
  const command = { ...mutationOf(step), actor, uid: stepUid(step.id) };
  const result = await executor.execute(command).catch((error: unknown) => {
    // A database that is away comes back. What fails by itself would fail for ever, with the conversation in the AI's hands.
    if (classifyFailure(error) !== 'fault') throw error;
    const { action } = step;
    deps.log.error({ stepId: step.id, action, error: errorText(error) }, 'a run step broke');
    return { status: 'rejected', message: BROKEN, data: null } as const;
  });
  deps.log.info({ stepId: step.id, action: step.action, status: result.status }, 'run step');
  // A call is begun by now; it is done when it has been answered.
  if (result.status === 'applied' && 'callId' in step.input) return;
  await deps.db.asWorker((tx) =>
    result.status === 'applied'
      ? finishStep(tx, step, result.data)
      : failStep(tx, step, result.message ?? 'It could not be done.'),
  );
  hintCommitted(deps, organizationId);
}
