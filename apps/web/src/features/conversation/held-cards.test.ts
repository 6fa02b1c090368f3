import type { Message } from '@frontdesk/core/entities';
import { describe, expect, it } from 'vitest';
import { heldCards, keptForTemplate } from './held-cards.ts';
import type { TimelineItem } from './timeline-items.ts';

const message = (number: number, fields: Partial<Message>): TimelineItem => ({
  kind: 'message',
  row: {
    id: `m${number}`,
    number,
    direction: 'OUTBOUND',
    type: 'TEXT',
    status: 'SENT',
    authorKind: 'USER',
    authorId: 'maya',
    seenUpTo: 1,
    metadata: {},
    ...fields,
  } as Message,
});

const customer = (number: number, fields: Partial<Message> = {}) =>
  message(number, {
    direction: 'INBOUND',
    status: 'RECEIVED',
    authorKind: 'CUSTOMER',
    authorId: null,
    seenUpTo: null,
    ...fields,
  });

const held = (number: number, fields: Partial<Message> = {}) =>
  message(number, { status: 'HELD', ...fields });

const ids = (rows: readonly Message[] | undefined) => rows?.map(({ id }) => id);

describe('what is held (rule 129)', () => {
  it('is one card for one author, in the place of the newest, with what others wrote since', () => {
    const items = [
      customer(1),
      customer(2),
      message(3, { authorId: 'tom' }),
      message(4, { authorKind: 'AI', authorId: null }),
      held(5),
      held(6, { seenUpTo: 4 }),
      customer(7),
    ];
    const cards = heldCards(items);
    expect([...cards.keys()]).toEqual(['m5', 'm6']);
    expect(cards.get('m5')).toBeNull();
    expect(ids(cards.get('m6')?.held)).toEqual(['m5', 'm6']);
    expect(ids(cards.get('m6')?.between)).toEqual(['m2', 'm3', 'm4', 'm7']);
  });

  it('is a card of its own for each author', () => {
    const cards = heldCards([customer(2), held(3), held(4, { authorId: 'tom' })]);
    expect(ids(cards.get('m3')?.held)).toEqual(['m3']);
    expect(ids(cards.get('m4')?.held)).toEqual(['m4']);
  });

  it('does not count what its author wrote, what never went out, and reactions', () => {
    const cards = heldCards([
      message(2, {}),
      message(3, { authorId: 'tom', status: 'FAILED' }),
      customer(4, { type: 'REACTION' }),
      held(5),
    ]);
    expect(cards.get('m5')?.between).toEqual([]);
  });

  it('asks nothing while a template is on its way in its place, and again if that did not go', () => {
    const text = held(2);
    const template = (status: Message['status']) =>
      message(3, { status, metadata: { template: { name: 'x' }, replaces: ['m2'] } });
    expect(heldCards([text, template('QUEUED')]).size).toBe(0);
    expect(keptForTemplate([text, template('QUEUED')]).has('m2')).toBe(true);
    expect(heldCards([text, template('FAILED')]).has('m2')).toBe(true);
  });
});
