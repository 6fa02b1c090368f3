import { CONVERSATION_STATUSES } from '@frontdesk/core/entities';
import type { ConversationStatus } from '@frontdesk/core/entities';
import type { SopRunStep } from '@frontdesk/core/sops/entities';
import { renderTemplate } from '@frontdesk/core/sops/template';
import type { Rendered } from '@frontdesk/core/sops/template';
import type { TemplateValues } from '../../replica/template-values.ts';
import { awaits } from './open-run.ts';

/** How people, teams and tags are called here; undefined where this replica does not know. */
export type Names = {
  readonly person: (id: string) => string | undefined;
  readonly team: (id: string) => string | undefined;
  readonly tag: (id: string) => string | undefined;
  /** What is known of the customer and the conversation. */
  readonly values: TemplateValues;
};

/** One thing in the three tenses of a step. */
type Words = { readonly todo: string; readonly doing: string; readonly done: string };

/** A field of a step's input, where it holds words. */
function text({ input }: SopRunStep, field: string): string | undefined {
  const value = input[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * A reply as it would go out now. What was missing when it was planned is filled in where it is known by now, as the
 * server does when the step is approved; one that was whole stays as it is.
 */
function replyNow(step: SopRunStep, values: TemplateValues): Rendered {
  const planned = text(step, 'text') ?? '';
  if (step.state !== 'BLOCKED') return { text: planned, missing: [] };
  return renderTemplate(text(step, 'template') ?? planned, values);
}

export const replyText = (step: SopRunStep, values: TemplateValues): string =>
  replyNow(step, values).text;

const STATUS: Readonly<Record<ConversationStatus, Words>> = {
  OPEN: { todo: 'Reopen this', doing: 'Reopening this', done: 'Reopened this' },
  PENDING: {
    todo: 'Set to waiting on the customer',
    doing: 'Setting to waiting on the customer',
    done: 'Set to waiting on the customer',
  },
  RESOLVED: { todo: 'Resolve this', doing: 'Resolving this', done: 'Resolved this' },
  CLOSED: { todo: 'Close this', doing: 'Closing this', done: 'Closed this' },
  SPAM: { todo: 'Mark as spam', doing: 'Marking as spam', done: 'Marked as spam' },
};

function assignee(step: SopRunStep, names: Names): string {
  const [userId, teamId] = [text(step, 'userId'), text(step, 'teamId')];
  const known =
    (userId === undefined ? undefined : names.person(userId)) ??
    (teamId === undefined ? undefined : names.team(teamId));
  return known ?? text(step, 'name') ?? 'somebody who is gone';
}

const object = (words: Words, what: string): Words => ({
  todo: `${words.todo} ${what}`,
  doing: `${words.doing} ${what}`,
  done: `${words.done} ${what}`,
});

/** What a step does, in words for people. Names come from the replica, which knows them as they are now. */
export function stepWords(step: SopRunStep, names: Names): Words {
  switch (step.action) {
    case 'send_reply':
      return { todo: 'Send this reply', doing: 'Sending this reply', done: 'Sent this reply' };
    case 'add_tag': {
      const tag = names.tag(text(step, 'tagId') ?? '') ?? text(step, 'name') ?? '…';
      return object({ todo: 'Add', doing: 'Adding', done: 'Added' }, `the tag “${tag}”`);
    }
    case 'assign':
      return object(
        { todo: 'Assign to', doing: 'Assigning to', done: 'Assigned to' },
        assignee(step, names),
      );
    case 'set_status': {
      const status = CONVERSATION_STATUSES.find((known) => known === text(step, 'status'));
      return STATUS[status ?? 'OPEN'];
    }
    case 'escalate': {
      const reason = text(step, 'reason');
      const words = { todo: 'Escalate', doing: 'Escalating', done: 'Escalated' };
      return reason === undefined ? words : object(words, `because ${reason}`);
    }
    case 'call_webhook':
      return object(
        { todo: 'Call', doing: 'Calling', done: 'Called' },
        `“${text(step, 'name') ?? 'a webhook'}”`,
      );
    case 'send_reset_link':
      return object(
        { todo: 'Send', doing: 'Sending', done: 'Sent' },
        `a reset link to ${text(step, 'to') ?? names.values['contact.email'] ?? 'the address on file'}`,
      );
  }
}

/** What a blocked step still misses: variables as `contact.email`, each once. */
export function missingOf(step: SopRunStep, values: TemplateValues): readonly string[] {
  if (step.state !== 'BLOCKED') return [];
  if (step.action === 'send_reply') return replyNow(step, values).missing;
  return values['contact.email'] === null ? ['contact.email'] : [];
}

/** Steps that only wait for a person's yes, in their order: what was missing in some may be known by now. */
export const approvable = (
  steps: readonly SopRunStep[],
  values: TemplateValues,
): readonly SopRunStep[] =>
  steps.filter((step) => awaits(step) && missingOf(step, values).length === 0);

/** Fields of a contact that a person can fill in on the spot. */
export type ContactField = 'name' | 'email' | 'phone';

const FIELDS: Readonly<Record<string, { readonly field: ContactField; readonly words: string }>> = {
  'contact.name': { field: 'name', words: 'name' },
  'contact.firstName': { field: 'name', words: 'name' },
  'contact.email': { field: 'email', words: 'e-mail address' },
  'contact.phone': { field: 'phone', words: 'phone number' },
};

/** The contact's field behind a missing variable; null where it is no field of the contact's. */
export const contactField = (variable: string) => FIELDS[variable] ?? null;

/** "0.2 s", "14 s", "3 m": how long a step took. Null until it has ended, and for a step that only waited. */
export function took({ startedAt, endedAt }: Pick<SopRunStep, 'startedAt' | 'endedAt'>) {
  if (startedAt === null || endedAt === null) return null;
  const seconds = Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)}\u00a0s`;
  return seconds < 60 ? `${Math.round(seconds)}\u00a0s` : `${Math.round(seconds / 60)}\u00a0m`;
}
