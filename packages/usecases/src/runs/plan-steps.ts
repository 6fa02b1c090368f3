import { newId } from '@frontdesk/core/ids';
import {
  type ActionType,
  type Autonomy,
  HIGHEST_AUTONOMY,
  type SopAction,
  lesserAutonomy,
} from '@frontdesk/core/sops/actions';
import type { StepState } from '@frontdesk/core/sops/entities';
import { renderTemplate } from '@frontdesk/core/sops/template';
import type { Tx } from '@frontdesk/db/client';
import type { RunVariables } from './run-people.ts';

/** One action of a procedure, made ready for one conversation. */
export type PlannedStep = {
  readonly id: string;
  readonly position: number;
  readonly action: ActionType;
  readonly input: StepInput;
  readonly autonomy: Autonomy;
  readonly state: StepState;
  readonly error: string | null;
};

/** What a step does, with names for whoever reads it. Ids of what it will make are chosen now, so that it makes it once. */
export type StepInput = Readonly<Record<string, string | number | null>>;

export type PlanFor = {
  readonly organizationId: string;
  readonly channel: string;
  readonly actions: readonly SopAction[];
  readonly autonomy: Autonomy;
  readonly variables: RunVariables;
  /** The newest timeline number that was read when the plan was made. */
  readonly seenUpTo: number;
};

/** The steps of a run, one for each action, in order. */
export async function planSteps(tx: Tx, plan: PlanFor): Promise<PlannedStep[]> {
  const steps: PlannedStep[] = [];
  for (const [position, action] of plan.actions.entries()) {
    const { input, error } = await prepareInput(tx, action, plan);
    const autonomy = lesserAutonomy(plan.autonomy, highestOn(plan.channel, action.type));
    const ready = autonomy === 'auto' ? 'WAITING' : 'PROPOSED';
    steps.push({
      id: newId(),
      position,
      action: action.type,
      input,
      autonomy,
      state: error === null ? ready : 'BLOCKED',
      error,
    });
  }
  return steps;
}

/** Where visitors write their own e-mail address, a link that lets somebody in does not go there by itself. */
const highestOn = (channel: string, action: ActionType) =>
  action === 'send_reset_link' && channel === 'webchat' ? 'approve' : HIGHEST_AUTONOMY[action];

/** As long as a procedure's reply may be written. What is filled in counts: a row that everybody gets has an end too. */
const MAX_REPLY_CHARS = 8_000;

type RenderedReply = {
  readonly text: string;
  /** Why it cannot go out like this, in words. */
  readonly error: string | null;
};

/** A reply with its variables filled in; one that has become too long stays as it was written. */
export function renderReply(template: string, variables: RunVariables): RenderedReply {
  const { text, missing } = renderTemplate(template, variables);
  if (text.length > MAX_REPLY_CHARS)
    return {
      text: template,
      error: `With everything filled in it is longer than ${MAX_REPLY_CHARS} characters.`,
    };
  return { text, error: missing.length === 0 ? null : missingText(missing) };
}

/** In words, what a step waits for. */
export const missingText = (missing: readonly string[]): string =>
  `Not known: ${missing.map((name) => LABELS[name] ?? `{{${name}}}`).join(', ')}.`;

const LABELS: Readonly<Record<string, string>> = {
  'contact.name': 'the customer’s name',
  'contact.firstName': 'the customer’s name',
  'contact.email': 'the customer’s e-mail address',
  'contact.phone': 'the customer’s phone number',
  'conversation.subject': 'the subject',
};

type Prepared = { readonly input: StepInput; readonly error: string | null };

async function prepareInput(tx: Tx, action: SopAction, plan: PlanFor): Promise<Prepared> {
  switch (action.type) {
    case 'send_reply': {
      const { text, error } = renderReply(action.text, plan.variables);
      const input = { template: action.text, text, messageId: newId(), seenUpTo: plan.seenUpTo };
      return { input, error };
    }
    case 'add_tag':
      return ready({
        tagId: action.tagId,
        name: await nameOf(tx, 'tags', action.tagId),
      });
    case 'assign':
      return ready({
        userId: action.userId,
        teamId: action.teamId,
        name: action.userId
          ? await personName(tx, plan.organizationId, action.userId)
          : await nameOf(tx, 'teams', action.teamId ?? ''),
      });
    case 'set_status':
      return ready({ status: action.status });
    case 'escalate':
      return ready({ reason: action.reason });
    case 'call_webhook':
      return ready({ ...(await webhook(tx, action.webhookId)) });
    case 'send_reset_link': {
      // To the address on file, whatever the message says.
      const to = plan.variables['contact.email'];
      const input = { ...(await webhook(tx, action.webhookId)), to };
      return { input, error: to === null ? missingText(['contact.email']) : null };
    }
  }
}

const ready = (input: StepInput): Prepared => ({ input, error: null });

const webhook = async (tx: Tx, webhookId: string): Promise<StepInput> => ({
  webhookId,
  callId: newId(),
  name:
    (await tx.outgoingWebhook.findUnique({ where: { id: webhookId }, select: { name: true } }))
      ?.name ?? null,
});

async function nameOf(tx: Tx, table: 'tags' | 'teams', id: string): Promise<string | null> {
  const found =
    table === 'tags'
      ? await tx.tag.findUnique({ where: { id }, select: { name: true } })
      : await tx.team.findUnique({ where: { id }, select: { name: true } });
  return found?.name ?? null;
}

/** As the organization knows them: a person may be a member of another one under another name. */
async function personName(tx: Tx, organizationId: string, userId: string): Promise<string | null> {
  const where = { organizationId, userId };
  const member = await tx.membership.findFirst({ where, select: { displayName: true } });
  return member?.displayName ?? null;
}
