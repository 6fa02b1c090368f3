import type { SopMatch } from '@frontdesk/ai/sops/sop-matcher';
import { newId } from '@frontdesk/core/ids';
import type { Autonomy, SopAction } from '@frontdesk/core/sops/actions';
import type { Tx } from '@frontdesk/db/client';
import type { LockedConversation } from '../conversations/lock-conversation.ts';
import { takeForRun } from './conversation-owner.ts';
import { planSteps } from './plan-steps.ts';
import type { ReadText } from './read-texts.ts';
import { allowedAutonomy } from './run-guards.ts';
import { loadVariables } from './run-people.ts';

type Procedure = {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly steps: string[];
  readonly actions: SopAction[];
  readonly autonomy: Autonomy;
  readonly minutesSaved: number;
};

export type WrittenRun = {
  readonly id: string;
  readonly title: string;
  readonly state: 'PROPOSED' | 'RUNNING';
};

/**
 * Writes the run of a procedure for a message, pinned to the version that is current now. Null when the procedure is not
 * there any more, or had its turn for this message. The conversation's row must be locked.
 */
export async function writeRun(
  tx: Tx,
  conversation: LockedConversation,
  { text, match }: { readonly text: ReadText; readonly match: SopMatch },
): Promise<WrittenRun | null> {
  const { organizationId, id: conversationId } = conversation;
  const procedure = await loadProcedure(tx, organizationId, match.sopId);
  if (!procedure) return null;
  const { sopId, messageId } = { sopId: match.sopId, messageId: text.messageId };
  if ((await tx.sopRun.count({ where: { sopId, messageId } })) > 0) return null;
  const allowed = await allowedAutonomy(tx, procedure.autonomy, {
    ...text,
    conversationId,
    score: match.score,
    isNewest: text.number === conversation.lastInboundNumber,
    ownerName: await ownerName(tx, conversation),
  });
  // Without actions there is nothing to approve; its steps are for people.
  const autonomy = procedure.actions.length === 0 ? 'suggest' : allowed.autonomy;
  const id = newId();
  const state = autonomy === 'auto' ? 'RUNNING' : 'PROPOSED';
  const steps = await planSteps(tx, {
    organizationId,
    channel: conversation.channel,
    actions: procedure.actions,
    autonomy,
    variables: await loadVariables(tx, conversationId),
    seenUpTo: conversation.lastNumber,
  });
  const common = { organizationId, scopeId: conversation.inboxId, conversationId };
  await tx.sopRun.create({
    data: {
      ...common,
      id,
      messageId,
      sopId,
      sopVersion: procedure.version,
      number: text.number,
      title: procedure.title,
      guide: procedure.steps,
      score: match.score,
      because: match.because,
      confidence: text.confidence,
      autonomy,
      state,
      reason: allowed.why,
      minutesSaved: procedure.minutesSaved,
      startedAt: state === 'RUNNING' ? new Date() : null,
    },
  });
  await tx.sopRunStep.createMany({
    data: steps.map((step) => ({ ...step, ...common, runId: id })),
  });
  if (state === 'RUNNING' && !(await takeForRun(tx, conversationId, id)))
    throw new Error('assertion failed: guards let a run begin on a conversation that has an owner');
  return { id, title: procedure.title, state };
}

async function loadProcedure(
  tx: Tx,
  organizationId: string,
  sopId: string,
): Promise<Procedure | undefined> {
  const rows = await tx.$queryRaw<Procedure[]>`
    select s.id, s.version, s.title, v.steps, v.actions, s.autonomy, s.minutes_saved as "minutesSaved"
    from sops s join sop_versions v on v.sop_id = s.id and v.version = s.version
    where s.id = ${sopId}::uuid and s.organization_id = ${organizationId}::uuid
      and s.enabled and s.deleted_at is null and s.autonomy <> 'off'`;
  return rows[0];
}

async function ownerName(
  tx: Tx,
  { organizationId, assigneeId }: LockedConversation,
): Promise<string | null> {
  if (assigneeId === null) return null;
  const member = await tx.membership.findFirst({
    where: { organizationId, userId: assigneeId },
    select: { displayName: true },
  });
  return member?.displayName ?? 'Somebody';
}
