import { describe, expect, it } from 'vitest';
import { someRow, storeOf } from '../../replica/testing/store-of.ts';
import { foundIn, foundInMemory, onePerConversation, onlyThere } from './hits.ts';

const CARDS = [
  someRow('card-mia', { contactId: 'mia', name: 'Mia Côté', phone: '+41 79 555', email: null }),
  someRow('card-ken', { contactId: 'ken', name: '佐藤 健', phone: null, email: 'ken@mail.test' }),
];
const CONVERSATIONS = [
  someRow('c1', {
    cardId: 'card-mia',
    status: 'OPEN',
    lastMessageAt: '2026-11-20T10:00:00Z',
    lastMessagePreview: null,
  }),
  someRow('c2', {
    cardId: 'card-mia',
    status: 'CLOSED',
    lastMessageAt: '2026-11-01T10:00:00Z',
    lastMessagePreview: null,
  }),
  someRow('c3', {
    cardId: 'card-ken',
    status: 'OPEN',
    lastMessageAt: '2026-11-19T10:00:00Z',
    lastMessagePreview: '予約を変更したいです',
  }),
];
const message = (id: string, conversationId: string, text: string) =>
  someRow(id, { conversationId, text, createdAt: '2026-11-20T09:00:00Z' });

const { store } = storeOf({ contact_cards: CARDS, conversations: CONVERSATIONS });

describe('what is found', () => {
  it('on this device stands in the order of its index, each conversation once (rule 120)', () => {
    const messages = [message('m3', 'c3', 'b'), message('m2', 'c1', 'a'), message('m1', 'c3', 'a')];
    const found = foundIn(
      store,
      { rows: CARDS.map((card) => ({ entity: 'contact_cards', row: card })) },
      { rows: messages.map((one) => ({ entity: 'messages', row: one })) },
    );
    expect(found.messages.map((hit) => [hit.conversationId, hit.text])).toEqual([
      ['c3', 'b'],
      ['c1', 'a'],
    ]);
    expect(found.customers.map((hit) => hit.conversationId)).toEqual(['c1', 'c3']);
  });
  it('on the server stands behind it, without what is there already (rule 120)', () => {
    const hit = (conversationId: string) => ({ conversationId, text: '', at: null });
    const here = [hit('c1')];
    expect(onePerConversation([hit('c9'), hit('c1'), hit('c9'), hit('c8')], here)).toEqual([
      hit('c9'),
      hit('c8'),
    ]);
  });
  it('of customers only on the server stands behind those of this device (rule 120)', () => {
    const customer = (contactId: string, conversationId: string | null) => ({
      conversationId,
      contactId,
      text: '',
      at: null,
    });
    const here = foundInMemory(store, 'mia').customers;
    expect(here).toMatchObject([{ contactId: 'mia', conversationId: 'c1' }]);
    // The same customer by an older conversation is no other one.
    const there = [customer('mia', 'c2'), customer('old', 'c7'), customer('imported', null)];
    expect(onlyThere(there, here)).toEqual(there.slice(1));
  });
  it('without an index is what memory holds, in any script', () => {
    const ways = (query: string) => {
      const { customers, messages } = foundInMemory(store, query);
      return [...customers, ...messages].map((hit) => hit.conversationId);
    };
    expect(ways('cote')).toEqual(['c1']);
    expect(ways('変更')).toEqual(['c3']);
    expect(ways('ken@mail')).toEqual(['c3']);
    expect(ways('nobody')).toEqual([]);
  });
});
