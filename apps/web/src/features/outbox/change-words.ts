import type { MutationArguments, MutationName } from '@frontdesk/core/mutations/arguments';
import { MUTATIONS, isMutationName } from '@frontdesk/core/mutations/registry';
import { STATUS_WORDS } from '../../shell/status-words.ts';

/** Names of what a change speaks of; undefined where this device does not know it. */
export type Names = {
  readonly person: (userId: string) => string | undefined;
  readonly team: (teamId: string) => string | undefined;
  readonly tag: (tagId: string) => string | undefined;
  readonly intent: (intentId: string) => string | undefined;
};

type Say<N extends MutationName> = (args: MutationArguments[N], names: Names) => string;

const SAY: { readonly [N in MutationName]: Say<N> } = {
  'conversation.reply': ({ attachmentIds }) =>
    attachmentIds.length === 0 ? 'Reply' : 'Reply with files',
  'conversation.replyWithTemplate': ({ template }) => `Template “${template.name}”`,
  'conversation.note': () => 'Note',
  'conversation.assign': ({ userId }, { person }) =>
    userId === null ? 'Unassign' : `Assign to ${person(userId) ?? 'a colleague'}`,
  'conversation.assignTeam': ({ teamId }, { team }) =>
    teamId === null ? 'Take off the team' : `Give to ${team(teamId) ?? 'a team'}`,
  'conversation.setStatus': ({ status }) => `Set to “${STATUS_WORDS[status]}”`,
  'conversation.snooze': ({ until }) => (until === null ? 'Wake up' : 'Snooze'),
  'conversation.setPriority': ({ priority }) => `Set priority to ${priority.toLowerCase()}`,
  'conversation.tag': ({ tagId }, { tag }) => `Tag “${tag(tagId) ?? 'a tag'}”`,
  'conversation.untag': ({ tagId }, { tag }) => `Take off the tag “${tag(tagId) ?? 'a tag'}”`,
  'conversation.markRead': () => 'Mark as read',
  'conversation.escalate': () => 'Escalate',
  'message.send': () => 'Send again',
  'message.discard': () => 'Discard a message',
  'message.revoke': () => 'Take back a message',
  'contact.create': ({ name }) => `New contact ${name}`,
  'contact.update': () => 'Edit a contact',
  'contact.delete': () => 'Delete a contact',
  'contact.tag': ({ tagId }, { tag }) => `Tag a contact “${tag(tagId) ?? 'a tag'}”`,
  'contact.untag': ({ tagId }, { tag }) => `Take “${tag(tagId) ?? 'a tag'}” off a contact`,
  'tag.create': ({ name }) => `New tag “${name}”`,
  'tag.update': ({ tagId }, { tag }) => `Edit the tag “${tag(tagId) ?? 'a tag'}”`,
  'tag.delete': () => 'Delete a tag',
  'cannedReply.create': ({ title }) => `New saved reply “${title}”`,
  'cannedReply.update': () => 'Edit a saved reply',
  'cannedReply.delete': () => 'Delete a saved reply',
  'team.create': ({ name }) => `New team “${name}”`,
  'team.update': () => 'Edit a team',
  'team.delete': () => 'Delete a team',
  'team.addMember': () => 'Add somebody to a team',
  'team.removeMember': () => 'Take somebody off a team',
  'member.update': () => 'Change a colleague’s role or name',
  'member.remove': () => 'Remove a colleague',
  'inbox.grant': () => 'Let somebody into an inbox',
  'inbox.revoke': () => 'Take somebody off an inbox',
  'inbox.update': () => 'Change an inbox',
  'notification.read': () => 'Mark a mention as read',
  'classification.correct': ({ intentId }, { intent }) =>
    `Correct the intent to ${intentId === null ? 'none' : `“${intent(intentId) ?? 'another one'}”`}`,
  'sop.create': ({ title }) => `New procedure “${title}”`,
  'sop.update': () => 'Edit a procedure',
  'sop.delete': () => 'Delete a procedure',
  'sopRun.approve': () => 'Approve the procedure',
  'sopRun.skip': () => 'Skip a step of the procedure',
  'sopRun.edit': () => 'Edit the proposed reply',
  'sopRun.takeOver': () => 'Take over from the AI',
  'sopRun.dismiss': () => 'Dismiss the procedure',
  'webhook.call': () => 'Call a webhook',
};

/**
 * What a change is, in the words of somebody who made it. One of a newer build is still there to be dealt with, though this one has no
 * words for it.
 */
export function changeWords(name: string, args: unknown, names: Names): string {
  if (!isMutationName(name)) return 'A change';
  const say: (args: never, names: Names) => string = SAY[name];
  return say(args as never, names);
}

export const goesToCustomer = (name: string): boolean =>
  isMutationName(name) && MUTATIONS[name].customerFacing === true;

const fieldOf = (args: unknown, field: string): string | null => {
  const value = (args as Readonly<Record<string, unknown>> | null)?.[field];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** The words in a change, which somebody wrote and must not lose. */
export const writtenText = (args: unknown): string | null =>
  fieldOf(args, 'text') ?? fieldOf(args, 'body') ?? fieldOf(args, 'reason');

/** Does it take the place of held messages? These stand in their conversation again, with their own words, where it comes to nothing. */
const takesPlace = (args: unknown): boolean => {
  const { replaces } = (args ?? {}) as { readonly replaces?: readonly string[] };
  return replaces !== undefined && replaces.length > 0;
};

/** Where its words can be written on: the composer of a conversation. Null for what was not written there. */
export function composerOf(
  name: string,
  args: unknown,
): { readonly conversationId: string; readonly mode: 'reply' | 'note' } | null {
  const conversationId = fieldOf(args, 'conversationId');
  if (conversationId === null) return null;
  const isTemplate = name === 'conversation.replyWithTemplate' && !takesPlace(args);
  if (name === 'conversation.reply' || isTemplate) return { conversationId, mode: 'reply' };
  return name === 'conversation.note' ? { conversationId, mode: 'note' } : null;
}

/** The id that a change names under `field`, if it does. */
export const namedId = fieldOf;
