import type { SopFields } from '@frontdesk/core/mutations/arguments';
import type { ActionType, SopAction } from '@frontdesk/core/sops/actions';
import { TEMPLATE_VARIABLES } from '@frontdesk/core/sops/actions';
import { renderTemplate } from '@frontdesk/core/sops/template';
import { keyed } from '../parts/ordered.ts';
import type { Keyed } from '../parts/ordered.ts';

/** A procedure while it is written: as it is saved, with steps and actions that can be moved. */
export type Draft = Omit<SopFields, 'description' | 'steps' | 'actions' | 'keywords'> & {
  description: string;
  keywords: readonly string[];
  steps: readonly Keyed<string>[];
  /** Ids are empty until they are chosen. */
  actions: readonly Keyed<SopAction>[];
};

const EMPTY: SopFields = {
  title: '',
  description: '',
  intentId: null,
  keywords: [],
  steps: [''],
  actions: [],
  priority: 0,
  enabled: true,
  autonomy: 'suggest',
  minutesSaved: 0,
};

export const draftOf = (fields: SopFields = EMPTY): Draft => ({
  ...fields,
  description: fields.description ?? '',
  steps: fields.steps.map(keyed),
  actions: fields.actions.map(keyed),
});

/** As it is sent: tidy, and without the lines that nobody filled in. */
export const fieldsOf = (draft: Draft): SopFields => ({
  ...draft,
  title: draft.title.trim(),
  description: draft.description.trim(),
  keywords: [...draft.keywords],
  steps: draft.steps.map(({ value }) => value.trim()).filter((step) => step !== ''),
  actions: draft.actions.map(({ value }) => value),
});

/** Only what is another than before, so that two people who change different things lose nothing. */
export function changedFields(before: SopFields, after: SopFields): Partial<SopFields> {
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(before[name as keyof SopFields]) !== JSON.stringify(value),
  );
  return Object.fromEntries(changed);
}

export const FIELD_WORDS: Readonly<Record<keyof SopFields, string>> = {
  title: 'the title',
  description: 'the description',
  intentId: 'the intent',
  keywords: 'the keywords',
  steps: 'the steps',
  actions: 'the actions',
  priority: 'the priority',
  enabled: 'whether it is on',
  autonomy: 'how far it may go',
  minutesSaved: 'the minutes saved',
};

/** An action with nothing filled in. */
export function newAction(type: ActionType): SopAction {
  switch (type) {
    case 'send_reply':
      return { type, text: '' };
    case 'add_tag':
      return { type, tagId: '' };
    case 'assign':
      return { type, userId: null, teamId: null };
    case 'set_status':
      return { type, status: 'RESOLVED' };
    case 'escalate':
      return { type, reason: '' };
    case 'call_webhook':
    case 'send_reset_link':
      return { type, webhookId: '' };
  }
}

/** What still has to be filled in of an action, in words; null when it is whole. */
function lackOf(action: SopAction): string | null {
  switch (action.type) {
    case 'send_reply':
      return action.text.trim() === '' ? 'Write what is sent.' : null;
    case 'add_tag':
      return action.tagId === '' ? 'Choose a tag.' : null;
    case 'assign':
      return action.userId === null && action.teamId === null ? 'Choose who gets it.' : null;
    case 'set_status':
      return null;
    case 'escalate':
      return action.reason.trim() === '' ? 'Say why, for the people who are told.' : null;
    case 'call_webhook':
    case 'send_reset_link':
      return action.webhookId === '' ? 'Choose a webhook.' : null;
  }
}

/** Complaints by field, named as the server names them: `title`, `actions.0`. */
export type Complaints = Readonly<Record<string, string>>;

/** What the form itself can see; the rest is the server's. */
export function complaintsOf(fields: SopFields): Complaints {
  const complaints: Record<string, string> = {};
  if (fields.title === '') complaints['title'] = 'Give it a title.';
  for (const [index, action] of fields.actions.entries()) {
    const lack = lackOf(action);
    if (lack !== null) complaints[`actions.${index}`] = lack;
  }
  return complaints;
}

const KNOWN = Object.fromEntries(TEMPLATE_VARIABLES.map((name) => [name, name]));

/** Variables in a reply that nothing ever fills in: the step would wait for a person each time. */
export const unknownVariables = (text: string): readonly string[] =>
  renderTemplate(text, KNOWN).missing;
