import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import type { Permission } from '@frontdesk/core/roles';
import type { RunState } from '@frontdesk/core/sops/entities';
import { ConversationEdit } from '../conversations/conversation-edit.ts';
import type { LockedConversation } from '../conversations/lock-conversation.ts';
import type { MutationContext, MutationHandler } from '../mutation-handler.ts';
import { enqueueAfterCommit } from '../outbox.ts';
import { takeForRun } from '../runs/conversation-owner.ts';
import { endRun } from '../runs/end-run.ts';
import { missingText, renderReply } from '../runs/plan-steps.ts';
import { loadVariables } from '../runs/run-people.ts';
import { takeFromAi } from '../runs/take-over.ts';
import { MAY_HAVE_LEFT } from '../sends/may-have-left.ts';
import { findUnseen } from '../sends/seen-up-to.ts';
import { notFound, reachConversation } from './reach.ts';

/** What people decide about a run. */

type Step = {
  readonly id: string;
  readonly position: number;
  readonly action: string;
  readonly state: string;
  readonly input: Readonly<Record<string, unknown>>;
};

type Reached = {
  readonly conversation: LockedConversation;
  readonly run: { readonly id: string; readonly state: RunState };
  readonly steps: readonly Step[];
};

/** The run with its conversation locked; refused when it has ended. */
async function reachOpenRun(
  context: MutationContext,
  runId: string,
  permission: Permission = 'sopRun.decide',
): Promise<Outcome<Reached>> {
  const { tx } = context;
  const found = await tx.sopRun.findUnique({
    where: { id: runId },
    select: { conversationId: true },
  });
  if (!found) return notFound('run');
  const reached = await reachConversation(context, found.conversationId, permission);
  if (!reached.ok) return reached.refusal.code === 'NOT_FOUND' ? notFound('run') : reached;
  const run = await tx.sopRun.findUnique({
    where: { id: runId },
    select: { id: true, state: true, steps: { orderBy: { position: 'asc' } } },
  });
  if (run?.state !== 'PROPOSED' && run?.state !== 'RUNNING')
    return refuse('CONFLICT', 'This run has ended.');
  const steps = run.steps.map((step) => ({
    ...step,
    input: step.input as Readonly<Record<string, unknown>>,
  }));
  return done({ conversation: reached.value, run: { id: run.id, state: run.state }, steps });
}

const UNDECIDED: ReadonlySet<string> = new Set(['PROPOSED', 'BLOCKED']);

export const approveRun: MutationHandler<'sopRun.approve'> = async (
  context,
  { runId, stepIds, seenUpTo, seenReplies = {} },
) => {
  const reached = await reachOpenRun(context, runId);
  if (!reached.ok) return reached;
  const { conversation, run, steps } = reached.value;
  const { tx, actor, now } = context;
  if (context.resent) return DONE_BEFORE_RESTORE;
  const wanted = steps.filter(({ id, state }) => stepIds.includes(id) && UNDECIDED.has(state));
  if (wanted.length === 0) return refuse('CONFLICT', 'There is nothing left to approve.');
  const unseen = await findUnseen(tx, {
    conversationId: conversation.id,
    seenUpTo,
    authorId: actor.userId,
    online: true,
  });
  if (unseen)
    return refuse(
      'CONFLICT',
      unseen.byCustomer
        ? 'The customer has written since. Look at it, then approve again.'
        : 'A colleague has answered since. Look at it, then approve again.',
    );
  if (wanted.some((step) => isOtherReply(step, seenReplies[step.id])))
    return refuse('CONFLICT', 'A colleague has changed the reply. Look at it, then approve again.');
  for (const step of wanted) {
    const approved = await approveStep(context, conversation.id, step, seenUpTo);
    if (!approved.ok) return approved;
  }
  await tx.sopRun.updateMany({
    where: { id: run.id, startedAt: null },
    data: { startedAt: now },
  });
  await tx.sopRun.update({ where: { id: run.id }, data: { state: 'RUNNING' } });
  // Where a person has the conversation, the approval is enough.
  await takeForRun(tx, conversation.id, run.id);
  await goOn(context, conversation);
  return done(null);
};

/** Steps talk to customers and to other systems: after a restore nobody but a person knows what they have done. */
const DONE_BEFORE_RESTORE = refuse(
  'CONFLICT',
  `${MAY_HAVE_LEFT} Look at it, then approve again if it is still to be done.`,
);

const isOtherReply = ({ input }: Step, seen: string | undefined): boolean =>
  seen !== undefined && seen !== input['template'];

/** Refuses while something is missing in it. */
async function approveStep(
  context: MutationContext,
  conversationId: string,
  step: Step,
  seenUpTo: number,
): Promise<Outcome<null>> {
  const input = await completeInput(context, conversationId, step);
  if (!input.ok) return input;
  const { tx, actor, now } = context;
  await tx.sopRunStep.update({
    where: { id: step.id },
    data: {
      state: 'WAITING',
      error: null,
      input: { ...input.value, ...(step.action === 'send_reply' ? { seenUpTo } : {}) },
      approvedById: actor.userId,
      approvedAt: now,
    },
  });
  const callId = input.value['callId'];
  // A call that a restored database was not sure of goes again, under its own id, at a person's word.
  if (typeof callId === 'string')
    await tx.webhookCall.updateMany({
      where: { id: callId, state: 'UNCERTAIN' },
      data: { state: 'QUEUED', attempts: 0, nextAttemptAt: now, error: null },
    });
  return done(null);
}

/** A blocked step gets its missing value if it is known by now. */
async function completeInput(
  { tx }: MutationContext,
  conversationId: string,
  { state, input }: Step,
): Promise<Outcome<Record<string, string | number | null>>> {
  const fields = input as Record<string, string | number | null>;
  if (state !== 'BLOCKED') return done(fields);
  const variables = await loadVariables(tx, conversationId);
  const template = fields['template'];
  if (typeof template === 'string') {
    const { text, error } = renderReply(template, variables);
    return error === null ? done({ ...fields, text }) : refuse('CONFLICT', error);
  }
  const to = variables['contact.email'];
  return to === null ? refuse('CONFLICT', missingText(['contact.email'])) : done({ ...fields, to });
}

const goOn = ({ tx }: MutationContext, { id, organizationId }: LockedConversation) =>
  enqueueAfterCommit(tx, [{ name: 'read-conversation', lane: id, organizationId }]);

export const skipStep: MutationHandler<'sopRun.skip'> = async (context, { runId, stepId }) => {
  const reached = await reachOpenRun(context, runId);
  if (!reached.ok) return reached;
  const { conversation, run, steps } = reached.value;
  const { tx, actor, now } = context;
  const step = steps.find(({ id }) => id === stepId);
  if (!step) return notFound('step');
  if (!UNDECIDED.has(step.state) && step.state !== 'WAITING')
    return refuse('CONFLICT', 'This step is being done, or was.');
  await tx.sopRunStep.update({
    where: { id: stepId },
    data: { state: 'SKIPPED', endedAt: now, approvedById: actor.userId },
  });
  const left = steps.filter(({ id, state }) => id !== stepId && !CLOSED.has(state));
  if (left.length === 0)
    await endRun(tx, {
      runId: run.id,
      conversationId: conversation.id,
      // A run of which nothing was wanted was no success.
      state: steps.some(({ state }) => state === 'DONE') ? 'DONE' : 'DISMISSED',
      reason: null,
      byId: actor.userId,
    });
  else await goOn(context, conversation);
  return done(null);
};

const CLOSED: ReadonlySet<string> = new Set(['DONE', 'SKIPPED']);

export const editStep: MutationHandler<'sopRun.edit'> = async (
  context,
  { runId, stepId, text },
) => {
  const reached = await reachOpenRun(context, runId);
  if (!reached.ok) return reached;
  const step = reached.value.steps.find(({ id }) => id === stepId);
  if (!step || step.action !== 'send_reply') return notFound('reply in this run');
  if (!UNDECIDED.has(step.state)) return refuse('CONFLICT', 'This reply is on its way.');
  const { tx } = context;
  const variables = await loadVariables(tx, reached.value.conversation.id);
  const rendered = renderReply(text, variables);
  await tx.sopRunStep.update({
    where: { id: stepId },
    data: {
      input: { ...step.input, template: text, text: rendered.text, edited: true },
      state: rendered.error === null ? 'PROPOSED' : 'BLOCKED',
      error: rendered.error,
    },
  });
  return done(null);
};

export const takeOverRun: MutationHandler<'sopRun.takeOver'> = async (context, { runId }) => {
  const reached = await reachOpenRun(context, runId);
  if (!reached.ok) return reached;
  const { conversation } = reached.value;
  const { tx, actor } = context;
  if (actor.userId === null) return refuse('VALIDATION_ERROR', 'Only a person can take over.');
  await takeFromAi(tx, actor, conversation.id);
  await endRun(tx, {
    runId,
    conversationId: conversation.id,
    state: 'STOPPED',
    reason: 'A person took over.',
    byId: actor.userId,
  });
  if (conversation.assigneeId !== actor.userId) {
    const edit = new ConversationEdit(tx, conversation, actor);
    edit.set({ assigneeId: actor.userId, aiRunId: null });
    edit.event('assigned', { from: conversation.assigneeId, to: actor.userId });
    await edit.save();
  }
  return done(null);
};

export const dismissRun: MutationHandler<'sopRun.dismiss'> = async (context, { runId }) => {
  const reached = await reachOpenRun(context, runId);
  if (!reached.ok) return reached;
  const { conversation } = reached.value;
  const { tx, actor } = context;
  await takeFromAi(tx, actor, conversation.id);
  await endRun(tx, {
    runId,
    conversationId: conversation.id,
    state: 'DISMISSED',
    reason: null,
    byId: actor.userId,
  });
  return done(null);
};
