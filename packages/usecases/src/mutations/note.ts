import { done, refuse } from '@frontdesk/core/errors';
import { seesInbox } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import { loadRights } from '../auth/rights.ts';
import { ConversationEdit } from '../conversations/conversation-edit.ts';
import type { MutationHandler } from '../mutation-handler.ts';
import { notifyUsers } from '../notifications.ts';
import { reachConversation } from './reach.ts';

export const note: MutationHandler<'conversation.note'> = async (
  context,
  { noteId, conversationId, text, mentions },
) => {
  const { tx, actor } = context;
  const reached = await reachConversation(context, conversationId, 'conversation.note');
  if (!reached.ok) return reached;
  const conversation = reached.value;
  const { organizationId, inboxId } = conversation;
  if (actor.userId === null) return refuse('VALIDATION_ERROR', 'A note needs an author.');
  if ((await tx.note.count({ where: { id: noteId } })) > 0)
    return refuse('CONFLICT', 'There is a note with this id.');
  const mentioned = [...new Set(mentions)];
  if (!(await allSee(tx, organizationId, inboxId, mentioned))) {
    return refuse('VALIDATION_ERROR', 'Only members of this inbox can be mentioned.', [
      { field: 'mentions', message: 'not a member of this inbox' },
    ]);
  }
  const edit = new ConversationEdit(tx, conversation, actor);
  const number = edit.takeNumber();
  await edit.save();
  await tx.note.create({
    data: {
      id: noteId,
      organizationId,
      scopeId: inboxId,
      conversationId,
      number,
      authorId: actor.userId,
      text,
      mentions: mentioned,
    },
  });
  const others = mentioned.filter((userId) => userId !== actor.userId);
  const notice = {
    kind: 'mention',
    conversationId,
    itemId: noteId,
    text: 'You were mentioned in a note.',
  } as const;
  await notifyUsers(tx, organizationId, others, notice);
  return done({ number });
};

async function allSee(
  tx: Tx,
  organizationId: string,
  inboxId: string,
  userIds: readonly string[],
): Promise<boolean> {
  for (const userId of userIds) {
    const member = await loadRights(tx, organizationId, userId);
    if (!member || !seesInbox(member.rights, inboxId)) return false;
  }
  return true;
}
