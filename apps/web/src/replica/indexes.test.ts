import type { Conversation } from '@frontdesk/core/entities';
import { describe, expect, it } from 'vitest';
import { conversationKeys, waitingFirst } from './indexes.ts';

const conversation = (fields: Partial<Conversation>) =>
  ({
    cardId: 'card',
    inboxId: 'wa',
    status: 'OPEN',
    snoozedUntil: null,
    assigneeId: null,
    teamId: null,
    waitingSince: null,
    lastMessageAt: null,
    ...fields,
  }) as Conversation;

describe('the buckets of a conversation', () => {
  it('are its views while it is open', () => {
    expect(conversationKeys(conversation({ assigneeId: 'maya', teamId: 'golf' }))).toEqual([
      'all',
      'card:card',
      'open',
      'inbox:wa',
      'assignee:maya',
      'team:golf',
    ]);
    expect(conversationKeys(conversation({ status: 'PENDING' }))).toContain('unassigned');
  });
  it('are one while it is set aside, done or spam', () => {
    const only = (fields: Partial<Conversation>) => conversationKeys(conversation(fields)).slice(2);
    expect(only({ snoozedUntil: '2026-11-21T09:00:00Z' })).toEqual(['snoozed']);
    expect(only({ status: 'RESOLVED', snoozedUntil: '2026-11-21T09:00:00Z' })).toEqual([
      'resolved',
    ]);
    expect(only({ status: 'CLOSED' })).toEqual(['resolved']);
    expect(only({ status: 'SPAM' })).toEqual(['spam']);
  });
});

it('who has waited longest stands first, then who waits for nothing, newest first', () => {
  const rows = [
    conversation({ subject: 'answered, older', lastMessageAt: '2026-11-20T08:00:00Z' }),
    conversation({ subject: 'waits since 10', waitingSince: '2026-11-20T10:00:00Z' }),
    conversation({ subject: 'answered, newer', lastMessageAt: '2026-11-20T11:00:00Z' }),
    conversation({ subject: 'waits since 9', waitingSince: '2026-11-20T09:00:00Z' }),
  ];
  expect(rows.toSorted(waitingFirst).map((row) => row.subject)).toEqual([
    'waits since 9',
    'waits since 10',
    'answered, newer',
    'answered, older',
  ]);
});
