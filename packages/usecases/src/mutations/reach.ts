import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { type Permission, can, seesInbox } from '@frontdesk/core/roles';
import { type LockedConversation, lockConversation } from '../conversations/lock-conversation.ts';
import type { MutationContext } from '../mutation-handler.ts';

export const NOT_ALLOWED = refuse('AUTHORIZATION_ERROR', 'Your role does not allow this.');

/** What is out of reach and what does not exist answer the same, so that no answer is a hint. */
export const notFound = (what: string) => refuse('NOT_FOUND', `There is no such ${what}.`);

/** The conversation, locked, if the actor may do this there. */
export async function reachConversation(
  { tx, rights }: MutationContext,
  conversationId: string,
  permission: Permission,
): Promise<Outcome<LockedConversation>> {
  const conversation = await lockConversation(tx, conversationId);
  if (!conversation || !seesInbox(rights, conversation.inboxId)) return notFound('conversation');
  return can(rights, permission, conversation.inboxId) ? done(conversation) : NOT_ALLOWED;
}

/** The row has moved on since the caller read it. */
export const staleRow = (rev: number, ifRev: number | undefined) =>
  ifRev === undefined || ifRev === rev
    ? null
    : refuse('CONFLICT', 'Somebody else has changed this meanwhile. Look at it again.');
