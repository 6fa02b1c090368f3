import { expect, it } from 'vitest';
import { someRow, storeOf } from '../../replica/testing/store-of.ts';
import { NO_FILTERS } from './place.ts';
import { viewCount, viewIds } from './view-query.ts';

const conversation = (id: string, fields: object = {}) =>
  someRow(id, {
    cardId: `card-${id}`,
    inboxId: 'wa',
    status: 'OPEN',
    snoozedUntil: null,
    assigneeId: null,
    teamId: null,
    waitingSince: null,
    lastMessageAt: `2026-11-20T10:0${id.at(-1)}:00Z`,
    ...fields,
  });
const tagged = (conversationId: string) =>
  someRow(`${conversationId}-vip`, { conversationId, tagId: 'vip' });

const world = () =>
  storeOf({
    conversations: [
      conversation('c1'),
      conversation('c2', { status: 'RESOLVED' }),
      conversation('c3', { snoozedUntil: '2026-11-21T09:00:00Z' }),
      conversation('c4'),
    ],
    conversation_tags: ['c1', 'c2', 'c3'].map(tagged),
  });

const VIP = { kind: 'tag', id: 'vip' } as const;

it('a tag counts its open conversations, and follows when one is closed or comes', () => {
  const { store, put } = world();
  const count = viewCount(store, VIP, 'me');
  expect(count.get()).toBe(1);
  put('conversation_tags', 'c4-vip', tagged('c4'));
  expect(count.get()).toBe(2);
  put('conversations', 'c1', conversation('c1', { status: 'CLOSED' }));
  expect(count.get()).toBe(1);
  put('conversations', 'c2', conversation('c2'));
  expect(count.get()).toBe(2);
});

it('counts what its list shows', () => {
  const { store, put } = world();
  put('conversation_tags', 'c4-vip', tagged('c4'));
  expect(viewIds(store, VIP, NO_FILTERS, 'me').get()).toEqual(['c4', 'c1']);
  expect(viewCount(store, VIP, 'me').get()).toBe(2);
});
