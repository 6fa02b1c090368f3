import { associationId, idAt } from '@frontdesk/core/ids';
import { HIGHEST_AUTONOMY, lesserAutonomy } from '@frontdesk/core/sops/actions';
import { BUILT_IN_READER } from '@frontdesk/core/sops/built-in-reader';
import type { RunState, StepState } from '@frontdesk/core/sops/entities';
import type { DemoCustomer } from '../customers.ts';
import type { DemoWorkspace } from '../write-people.ts';
import type { DemoAction } from './demo-sop.ts';
import type { PlannedReading, PlannedRun, RunOutcome } from './plan-readings.ts';
import { renderFor } from './render-for.ts';
import type { DemoProcedures } from './write-procedures.ts';

/** A written conversation, as far as its readings and runs need it. */
export type ReadPlace = {
  readonly conversation: {
    readonly id: string;
    readonly organizationId: string;
    readonly scopeId: string;
    readonly assigneeId: string | null;
  };
  readonly messages: readonly {
    readonly id: string;
    readonly number: number;
    readonly direction: string;
    readonly authorKind: string;
    readonly createdAt: Date;
  }[];
  readonly customer: DemoCustomer;
  readonly workspace: DemoWorkspace;
  readonly procedures: DemoProcedures;
};

const SECOND = 1_000;

/** The rows of one conversation's readings: how its messages were read, and what procedures did about them. */
export function readingRows(readings: readonly PlannedReading[], place: ReadPlace) {
  const rows = readings.flatMap((one) => {
    const message = place.messages.find(({ number }) => number === one.item + 1);
    return message ? [{ one, message }] : [];
  });
  const runs = rows.flatMap(({ one, message }) =>
    one.run ? [runRows(one.run, one.reading.confidence, message, place)] : [],
  );
  return {
    classifications: rows.map(({ one, message }) => classificationOf(one, message, place)),
    runs: runs.map(({ run }) => run),
    steps: runs.flatMap(({ steps }) => steps),
  };
}

type Message = ReadPlace['messages'][number];

const common = ({ conversation }: ReadPlace) => ({
  organizationId: conversation.organizationId,
  scopeId: conversation.scopeId,
  conversationId: conversation.id,
});

const intentIdOf = (name: string | null, { procedures }: ReadPlace): string | null =>
  name === null ? null : (procedures.intentIds.get(name) ?? null);

function classificationOf({ reading }: PlannedReading, message: Message, place: ReadPlace) {
  const { intent, unsure, confidence, alternatives, language, urgency } = reading;
  const own = unsure && intent !== null ? [{ intent, confidence }] : [];
  return {
    ...common(place),
    id: associationId('classification', message.id),
    messageId: message.id,
    number: message.number,
    intentId: unsure ? null : intentIdOf(intent, place),
    confidence,
    alternatives: [...own, ...alternatives].flatMap((one) => {
      const intentId = intentIdOf(one.intent, place);
      return intentId === null ? [] : [{ intentId, confidence: one.confidence }];
    }),
    language,
    urgency,
    provider: BUILT_IN_READER,
    ms: 1,
    createdAt: message.createdAt,
    updatedAt: message.createdAt,
  };
}

const STATES: Readonly<Record<RunOutcome, RunState>> = {
  answered: 'DONE',
  'by-hand': 'DONE',
  dismissed: 'DISMISSED',
  'taken-over': 'STOPPED',
  open: 'PROPOSED',
};

/** The rows of one run. What is still open asks a person, whatever its procedure may do by itself. */
function runRows(run: PlannedRun, confidence: number, message: Message, place: ReadPlace) {
  const { sop, outcome } = run;
  const state = STATES[outcome];
  const id = idAt(message.createdAt.getTime() + SECOND);
  const asks = outcome === 'open' || outcome === 'by-hand' || outcome === 'dismissed';
  const autonomy = asks ? lesserAutonomy(sop.autonomy, 'approve') : sop.autonomy;
  const startedAt = new Date(message.createdAt.getTime() + 40 * SECOND);
  const ended = state === 'PROPOSED' ? null : new Date(startedAt.getTime() + 3 * SECOND);
  const by = place.conversation.assigneeId;
  const approver = autonomy === 'auto' || state !== 'DONE' ? null : by;
  const steps = sop.actions.map((action, position) => ({
    ...common(place),
    ...stepOf(action, outcome, place, message),
    id: associationId(id, String(position)),
    runId: id,
    position,
    autonomy: lesserAutonomy(autonomy, HIGHEST_AUTONOMY[action.type]),
    approvedById: approver,
    approvedAt: approver === null ? null : startedAt,
    startedAt: state === 'DONE' ? startedAt : null,
    endedAt: ended,
  }));
  const blocked = steps.some((step) => step.state === 'BLOCKED');
  return {
    steps,
    run: {
      ...common(place),
      id,
      messageId: message.id,
      number: message.number,
      sopId: place.procedures.sopIds.get(sop.key) ?? '',
      sopVersion: 1,
      title: sop.title,
      guide: [...sop.steps],
      score: run.score,
      because: run.because,
      confidence,
      autonomy,
      state,
      reason: reasonOf(outcome, blocked),
      minutesSaved: sop.minutesSaved,
      startedAt: state === 'DONE' ? startedAt : null,
      endedAt: ended,
      endedById: state === 'PROPOSED' ? null : by,
      createdAt: message.createdAt,
      updatedAt: ended ?? message.createdAt,
    },
  };
}

const reasonOf = (outcome: RunOutcome, blocked: boolean): string | null => {
  if (outcome === 'taken-over') return 'A person took over.';
  return outcome === 'open' && blocked ? 'Something is not known yet.' : null;
};

function stepOf(
  action: DemoAction,
  outcome: RunOutcome,
  place: ReadPlace,
  message: Message,
): {
  action: DemoAction['type'];
  input: object;
  state: StepState;
  error: string | null;
  result?: object;
} {
  const { input, missing } = inputOf(action, place);
  const answer = place.messages.find(
    (one) => one.number > message.number && one.direction === 'OUTBOUND',
  );
  const isReply = action.type === 'send_reply';
  const shared = { action: action.type, input, error: null };
  const byPerson = answer?.authorKind === 'USER';
  const replied = { messageId: answer?.id, ...(byPerson ? { byPerson } : {}) };
  switch (outcome) {
    case 'answered':
      return { ...shared, state: 'DONE', result: isReply ? replied : {} };
    case 'by-hand':
      return isReply
        ? { ...shared, state: 'SKIPPED', result: replied }
        : { ...shared, state: 'DONE', result: {} };
    case 'open':
      return missing
        ? { ...shared, state: 'BLOCKED', error: 'Not known: the customer’s e-mail address.' }
        : { ...shared, state: 'PROPOSED' };
    default:
      return { ...shared, state: 'STOPPED' };
  }
}

/** The action's input as a run shows it. `missing`: something that only a person can add. */
function inputOf(
  action: DemoAction,
  { customer, workspace, procedures, messages }: ReadPlace,
): { input: object; missing: boolean } {
  switch (action.type) {
    case 'send_reply': {
      const { text, missing } = renderFor(customer, action.text);
      const seenUpTo = messages.at(-1)?.number ?? 0;
      const messageId = idAt(messages.at(-1)?.createdAt.getTime() ?? 0);
      return {
        input: { template: action.text, text, messageId, seenUpTo },
        missing: missing.length > 0,
      };
    }
    case 'add_tag':
      return known({ tagId: workspace.tagIds.get(action.tag), name: action.tag });
    case 'assign':
      return 'team' in action
        ? known({ userId: null, teamId: workspace.teamIds.get(action.team), name: action.team })
        : known({
            userId: workspace.userIds.get(action.person),
            teamId: null,
            name: action.person,
          });
    case 'set_status':
      return known({ status: action.status });
    case 'escalate':
      return known({ reason: action.reason });
    case 'call_webhook':
    case 'send_reset_link': {
      const to = action.type === 'send_reset_link' ? { to: customer.email } : {};
      const callId = idAt(messages.at(-1)?.createdAt.getTime() ?? 0);
      const webhookId = procedures.webhookIds.get(action.webhook);
      const input = { webhookId, callId, name: action.webhook, ...to };
      return { input, missing: action.type === 'send_reset_link' && customer.email === null };
    }
  }
}

const known = (input: object) => ({ input, missing: false });
