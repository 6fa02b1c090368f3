import type { VisitorMessage } from '@frontdesk/core/visitor-protocol';
import { describe, expect, it } from 'vitest';
import {
  EMPTY,
  failing,
  saying,
  shown,
  unreadAfter,
  withMessages,
  without,
} from './conversation.ts';

const message = (
  id: string,
  number: number,
  from: 'visitor' | 'team' = 'team',
): VisitorMessage => ({
  id,
  number,
  from,
  authorName: null,
  text: id,
  at: '2026-11-20T10:00:00Z',
  attachments: [],
});
const ids = (conversation: typeof EMPTY) =>
  shown(conversation, '2026-11-20T11:00:00Z').map((one) => `${one.id}:${one.state}`);

describe("the visitor's conversation", () => {
  it('shows what was said at once, behind what the server has', () => {
    const conversation = saying(
      withMessages(EMPTY, [message('b', 2), message('a', 1, 'visitor')]),
      { id: 'mine', text: 'Hi' },
    );
    expect(ids(conversation)).toEqual(['a:received', 'b:null', 'mine:sending']);
  });
  it('replaces the pending copy with the message of the same id', () => {
    const said = saying(EMPTY, { id: 'mine', text: 'Hi' });
    expect(ids(withMessages(said, [message('mine', 3, 'visitor')]))).toEqual(['mine:received']);
  });
  it('marks what failed, and unmarks it when it is said again', () => {
    const said = saying(EMPTY, { id: 'mine', text: 'Hi' });
    expect(ids(failing(said, 'mine'))).toEqual(['mine:failed']);
    expect(ids(saying(failing(said, 'mine'), { id: 'mine', text: 'Hi' }))).toEqual([
      'mine:sending',
    ]);
  });
  it('takes a message out that the team took back', () => {
    expect(ids(without(withMessages(EMPTY, [message('a', 1)]), 'a'))).toEqual([]);
  });
  it('counts only what the team wrote as unread', () => {
    const conversation = withMessages(EMPTY, [
      message('a', 1),
      message('b', 2, 'visitor'),
      message('c', 3),
    ]);
    expect(unreadAfter(conversation, 1)).toBe(1);
  });
});
