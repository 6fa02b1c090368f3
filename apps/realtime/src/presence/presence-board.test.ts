import { describe, expect, it } from 'vitest';
import { PresenceBoard } from './presence-board.ts';

const everything = (): boolean => true;
const at = (conversationId: string, activity: 'viewing' | 'replying' = 'viewing') => ({
  userId: 'ada',
  places: [{ conversationId, inboxId: 'i', activity }],
});
const shown = (board: PresenceBoard) =>
  board
    .view('all', everything)
    .users.map(({ userId, conversations }) => [
      userId,
      ...conversations.map(({ conversationId, activity }) => `${activity} ${conversationId}`),
    ]);

describe('presence (rule 108)', () => {
  it('keeps the place of a device whose socket was lost, and picks it up when it is back', () => {
    const board = new PresenceBoard();
    board.say('laptop', at('c', 'replying'), 0);
    const before = board.view('all', everything);
    board.lose('laptop', 1_000);
    expect(board.expire(31_000)).toEqual([]);
    board.arrive('laptop', 'ada', 31_000);
    // The same object: nobody is told anything.
    expect(board.view('all', everything)).toBe(before);
  });

  it('forgets a device that does not come back, and one that has gone silent', () => {
    const board = new PresenceBoard();
    board.say('laptop', at('c'), 0);
    board.lose('laptop', 0);
    expect(board.expire(34_999)).toEqual([]);
    expect(board.expire(35_000)).toEqual(['laptop']);
    board.say('phone', at('c'), 0);
    expect(board.expire(15_000)).toEqual(['phone']);
    expect(shown(board)).toEqual([]);
  });

  it('shows nothing of a device that has left, at once', () => {
    const board = new PresenceBoard();
    board.say('laptop', at('c'), 0);
    board.leave('laptop');
    board.lose('laptop', 1);
    expect(shown(board)).toEqual([]);
  });

  it('is one entry for each colleague: replying on one device counts more than viewing on another', () => {
    const board = new PresenceBoard();
    board.say('laptop', at('c', 'replying'), 0);
    board.say('phone', at('c'), 0);
    board.hear('tablet', at('d'), 0);
    expect(shown(board)).toEqual([['ada', 'replying c', 'viewing d']]);
    board.leave('laptop');
    expect(shown(board)).toEqual([['ada', 'viewing c', 'viewing d']]);
  });

  it('follows a device to another gateway, and lets nobody speak for one that is here', () => {
    const board = new PresenceBoard();
    board.say('laptop', at('c'), 0);
    board.hear('laptop', at('old'), 0);
    expect(shown(board)).toEqual([['ada', 'viewing c']]);
    board.lose('laptop', 0);
    board.hear('laptop', at('d'), 1);
    expect(board.told('laptop')).toBeUndefined();
    expect(shown(board)).toEqual([['ada', 'viewing d']]);
    board.hear('laptop', null, 2);
    expect(shown(board)).toEqual([]);
  });

  it('starts nobody where somebody else was on the same device', () => {
    const board = new PresenceBoard();
    board.say('laptop', at('c'), 0);
    board.lose('laptop', 0);
    board.arrive('laptop', 'ben', 1);
    expect(shown(board)).toEqual([['ben']]);
  });
});
