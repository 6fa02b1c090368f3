import { seesEveryInbox } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import * as index from '@frontdesk/db/search';
import type { Member } from '../auth/rights.ts';

const scopeOf = ({ organizationId, rights }: Member): index.SearchScope => ({
  organizationId,
  inboxIds: seesEveryInbox(rights) ? null : [...rights.inboxIds],
});

/** Ids of contacts that the member may see, by name, address or number. */
export const searchContacts = (
  tx: Tx,
  member: Member,
  text: string,
  limit: number,
): Promise<string[]> => index.searchContacts(tx, scopeOf(member), { text, limit });

export type MessageMatch = {
  messageId: string;
  conversationId: string;
  inboxId: string;
  number: number;
  text: string;
  direction: string;
  contactName: string;
  createdAt: Date;
};

/** The newest messages that the member may see with all of the words; `before` is the id of the last one seen. */
export async function searchMessages(
  tx: Tx,
  member: Member,
  request: index.SearchRequest,
): Promise<MessageMatch[]> {
  const hits = await index.searchMessages(tx, scopeOf(member), request);
  const messages = await tx.message.findMany({
    where: { id: { in: hits.map((hit) => hit.messageId) } },
    select: {
      id: true,
      number: true,
      text: true,
      direction: true,
      createdAt: true,
      conversationId: true,
    },
  });
  const conversations = await tx.conversation.findMany({
    where: { id: { in: [...new Set(hits.map((hit) => hit.conversationId))] } },
    select: { id: true, inboxId: true, cardId: true },
  });
  const cards = await tx.contactCard.findMany({
    where: { id: { in: conversations.map((one) => one.cardId) } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(cards.map((card) => [card.id, card.name]));
  const conversationOf = new Map(conversations.map((one) => [one.id, one]));
  const messageOf = new Map(messages.map((one) => [one.id, one]));
  return hits.flatMap(({ messageId, conversationId }) => {
    const message = messageOf.get(messageId);
    const conversation = conversationOf.get(conversationId);
    if (message === undefined || conversation === undefined) return [];
    const { number, text, direction, createdAt } = message;
    const contactName = nameOf.get(conversation.cardId) ?? '';
    const { inboxId } = conversation;
    return [
      { messageId, conversationId, inboxId, number, text, direction, contactName, createdAt },
    ];
  });
}
