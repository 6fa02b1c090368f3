import type { MutationName } from '@frontdesk/core/mutations/arguments';
import type { SopAction } from '@frontdesk/core/sops/actions';
import type { Tx } from '@frontdesk/db/client';
import { lockConversation } from '../conversations/lock-conversation.ts';
import { type RunStep, mutationOf } from '../runs/step-mutation.ts';

/**
 * May the AI run this mutation, now? Only as a step that is being carried out, whose action its procedure lists at that
 * very place, with the mutation and the arguments that the step's plan makes of it. No text that a customer wrote comes
 * near this decision. It takes the conversation's lock first: a person who takes over holds the same one, so that after
 * it nothing more is done.
 */
export async function aiMayRun(
  tx: Tx,
  runStepId: string | undefined,
  name: MutationName,
  args: unknown,
): Promise<boolean> {
  if (runStepId === undefined) return false;
  const of = await tx.sopRunStep.findUnique({
    where: { id: runStepId },
    select: { conversationId: true },
  });
  if (!of || !(await lockConversation(tx, of.conversationId))) return false;
  const [step] = await tx.$queryRaw<(RunStep & { actions: SopAction[] })[]>`
    select s.id, s.run_id as "runId", s.organization_id as "organizationId", s.conversation_id as "conversationId",
      s.position, s.action, s.input, s.state, s.approved_by_id as "approvedById", v.actions
    from sop_run_steps s join sop_runs r on r.id = s.run_id
      join sop_versions v on v.sop_id = r.sop_id and v.version = r.sop_version
    where s.id = ${runStepId}::uuid and s.state = 'RUNNING' and r.state = 'RUNNING'`;
  if (!step || step.actions[step.position]?.type !== step.action) return false;
  const planned = mutationOf(step);
  return planned.name === name && JSON.stringify(planned.args) === JSON.stringify(args);
}
