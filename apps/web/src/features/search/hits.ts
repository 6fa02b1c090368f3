import type { ContactCard, Message } from '@frontdesk/core/entities';
import type { LocalHits } from '@frontdesk/sync/store/local-store';
import * as indexes from '../../replica/indexes.ts';
import type { Workspace } from '../../replica/workspace.ts';
import { holds, searchWords } from './highlight.ts';

/** Something that was found, as a way to its conversation. */
export type Hit = {
  /** Null for a customer with whom there is none. */
  readonly conversationId: string | null;
  /** Of a customer. */
  readonly contactId?: string;
  readonly text: string;
  /** ISO 8601. */
  readonly at: string | null;
  /** Where the conversation is not on this device. */
  readonly name?: string;
};

export type Found = { readonly customers: readonly Hit[]; readonly messages: readonly Hit[] };

type Store = Workspace['store'];

export const MAX_CUSTOMERS = 8;
export const MAX_MESSAGES = 50;

/** A customer is reached by the newest conversation. */
function customerHit(
  store: Store,
  card: Pick<ContactCard, 'id' | 'contactId' | 'phone' | 'email'>,
): Hit[] {
  const [newest] = store.list(indexes.conversationsByNewest, `card:${card.id}`).get();
  if (newest === undefined) return [];
  const { contactId } = card;
  return [
    { conversationId: newest.id, contactId, text: reachedAt(card), at: newest.lastMessageAt },
  ];
}

type Reached = { readonly phone: string | null; readonly email: string | null };

/** Where a customer is reached, in one line. */
export const reachedAt = ({ phone, email }: Reached): string =>
  [phone, email].filter((part) => part !== null).join(' · ');

/** Customers that the server found and this device did not, in its order. */
export function onlyThere(hits: readonly Hit[], here: readonly Hit[]): readonly Hit[] {
  const known = new Set(here.map(({ contactId }) => contactId));
  return hits.filter(({ contactId }) => !known.has(contactId));
}

const messageHit = ({ conversationId, text, createdAt }: Message): Hit => ({
  conversationId,
  text,
  at: createdAt,
});

/** Of several messages of one conversation the first one found stands for all. */
export function onePerConversation(
  hits: readonly Hit[],
  known: readonly Hit[] = [],
): readonly Hit[] {
  const seen = new Set(known.map((hit) => hit.conversationId));
  return hits.filter((hit) => {
    if (seen.has(hit.conversationId)) return false;
    seen.add(hit.conversationId);
    return true;
  });
}

/** What the device's own index found, in its order, which is the server's. */
export function foundIn(store: Store, cards: LocalHits, messages: LocalHits): Found {
  // Rows that are searched as contacts are cards, those that are searched as messages are messages.
  return {
    customers: onePerConversation(
      cards.rows.flatMap(({ row }) => customerHit(store, row as ContactCard)),
    ).slice(0, MAX_CUSTOMERS),
    messages: onePerConversation(messages.rows.map(({ row }) => messageHit(row as Message))),
  };
}

const contactText = ({ name, phone, email }: ContactCard): string =>
  `${name} ${phone ?? ''} ${phone?.replaceAll(/\D/g, '') ?? ''} ${email ?? ''}`;

/** Without an index: names, numbers and last lines of the conversations in memory. */
export function foundInMemory(store: Store, query: string): Found {
  const words = searchWords(query);
  const fits = (text: string) => holds(text, words);
  const customers: Hit[] = [];
  const messages: Hit[] = [];
  for (const row of store.list(indexes.conversationsByNewest, 'all').get()) {
    const card = store.get('contact_cards', row.cardId);
    if (card !== undefined && fits(contactText(card))) customers.push(...customerHit(store, card));
    const message = store
      .list(indexes.messagesByConversation, row.id)
      .get()
      .findLast(({ text }) => fits(text));
    if (message !== undefined) messages.push(messageHit(message));
    else if (row.lastMessagePreview !== null && fits(row.lastMessagePreview))
      messages.push({
        conversationId: row.id,
        text: row.lastMessagePreview,
        at: row.lastMessageAt,
      });
    if (customers.length >= MAX_CUSTOMERS && messages.length >= MAX_MESSAGES) break;
  }
  return {
    customers: onePerConversation(customers).slice(0, MAX_CUSTOMERS),
    messages: messages.slice(0, MAX_MESSAGES),
  };
}
