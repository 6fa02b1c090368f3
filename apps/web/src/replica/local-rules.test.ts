import type { ReplicaRow } from '@frontdesk/sync/store/rows';
import { describe, expect, it } from 'vitest';
import { LOCAL_RULES } from './local-rules.ts';

const row = (fields: object): ReplicaRow => ({ id: 'x', scopeId: 'inbox', ...fields });
const message = (fields: object) =>
  row({ conversationId: 'c', text: 'Hello', status: 'SENT', ...fields });

describe('what is kept in memory', () => {
  it('is everything but what is said in a conversation', () => {
    for (const entity of ['conversations', 'contact_cards', 'tags', 'memberships', 'notifications'])
      expect(LOCAL_RULES.groupOf(entity, row({ conversationId: 'c' }))).toBeNull();
    for (const entity of [
      'messages',
      'notes',
      'timeline_events',
      'attachments',
      'classifications',
      'sop_runs',
      'sop_run_steps',
    ])
      expect(LOCAL_RULES.groupOf(entity, row({ conversationId: 'c' }))).toBe('c');
  });

  it('and of that what a person has to see to', () => {
    const hot = (entity: string, fields: object) => LOCAL_RULES.isHot(entity, row(fields));
    expect(hot('messages', { status: 'HELD' })).toBe(true);
    expect(hot('messages', { status: 'DELIVERED' })).toBe(false);
    expect(hot('sop_runs', { state: 'PROPOSED', autonomy: 'approve' })).toBe(true);
    expect(hot('sop_runs', { state: 'PROPOSED', autonomy: 'suggest' })).toBe(false);
    expect(hot('notes', {})).toBe(false);
  });
});

describe('what is found', () => {
  it('are messages with a text, as the server orders them, and contacts', () => {
    expect(LOCAL_RULES.searchOf('messages', message({ id: 'm1' }))).toEqual({
      kind: 'message',
      text: 'Hello',
      at: 'm1',
    });
    expect(LOCAL_RULES.searchOf('messages', message({ text: '' }))).toBeNull();
    const card = row({ contactId: 'mia', name: 'Mia', phone: '079', email: null });
    expect(LOCAL_RULES.searchOf('contact_cards', card)).toEqual({
      kind: 'contact',
      text: 'Mia  079',
      at: 'mia',
    });
    expect(LOCAL_RULES.searchOf('notes', message({}))).toBeNull();
  });
});
