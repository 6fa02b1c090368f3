import type { SopRunStep } from '@frontdesk/core/sops/entities';
import { templateValues } from '../../replica/template-values.ts';
import type { Workspace } from '../../replica/workspace.ts';
import {
  eventsByConversation,
  messagesByConversation,
  notesByConversation,
} from '../../replica/indexes.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { EDIT_REPLY_EVENT, USE_REPLY_EVENT } from './run-events.ts';
import type { ReplyToUse } from './run-events.ts';
import { awaits, openReply } from './open-run.ts';
import type { OpenRun } from './open-run.ts';
import { approvable, replyText } from './step-words.ts';

/** What a person can do about a run, for its buttons, the keyboard and the palette. Each says nothing when it does not apply. */

/** All steps that wait for a yes. `seenUpTo`: the newest timeline number that was on the screen. */
export function approve(workspace: Workspace, { run, steps }: OpenRun, seenUpTo: number): void {
  const values = templateValues(workspace, run.conversationId);
  const ready = approvable(steps, values);
  if (ready.length > 0) approveSteps(workspace, run.id, ready, seenUpTo);
  else useWindowState.getState().toast('Something is missing that only a person can add');
}

export function approveStep(workspace: Workspace, step: SopRunStep, seenUpTo: number): void {
  approveSteps(workspace, step.runId, [step], seenUpTo);
}

/** Says too which replies were on the screen: a colleague may be changing one at this moment. */
function approveSteps(
  { mutate }: Workspace,
  runId: string,
  steps: readonly SopRunStep[],
  seenUpTo: number,
): void {
  const stepIds = steps.map(({ id }) => id);
  const seenReplies = Object.fromEntries(
    steps.flatMap(({ id, input: { template } }) =>
      typeof template === 'string' ? [[id, template]] : [],
    ),
  );
  mutate('sopRun.approve', { runId, stepIds, seenUpTo, seenReplies });
}

export function skipStep({ mutate }: Workspace, { id, runId }: SopRunStep): void {
  mutate('sopRun.skip', { runId, stepId: id });
}

/** The step whose turn it is. */
export function skipNext(workspace: Workspace, { steps }: OpenRun): void {
  const step = steps.find(awaits);
  if (step !== undefined) skipStep(workspace, step);
}

export function takeOver({ mutate }: Workspace, { run }: OpenRun): void {
  mutate('sopRun.takeOver', { runId: run.id });
  useWindowState.getState().toast('It is yours now. The AI has stopped');
}

export function dismissRun({ mutate }: Workspace, { run }: OpenRun): void {
  mutate('sopRun.dismiss', { runId: run.id });
}

/** The newest timeline number that this replica has, and so shows, of a conversation. */
export function newestNumber({ store }: Workspace, conversationId: string): number {
  const rows = [
    ...store.list(messagesByConversation, conversationId).get(),
    ...store.list(notesByConversation, conversationId).get(),
    ...store.list(eventsByConversation, conversationId).get(),
  ];
  return rows.reduce((most, { number }) => Math.max(most, number), 0);
}

/** Puts the proposed reply into the composer, to be sent by whoever reads it. */
export function putReplyInComposer(workspace: Workspace, { run, steps }: OpenRun): void {
  const reply = openReply(steps);
  if (reply === undefined) return;
  const values = templateValues(workspace, run.conversationId);
  const detail: ReplyToUse = { runId: run.id, text: replyText(reply, values) };
  document.dispatchEvent(new CustomEvent(USE_REPLY_EVENT, { detail }));
}

/** Opens the field in which the proposed reply is changed. */
export function editReply({ steps }: OpenRun): void {
  const reply = openReply(steps);
  if (reply !== undefined)
    document.dispatchEvent(new CustomEvent(EDIT_REPLY_EVENT, { detail: reply.id }));
}
