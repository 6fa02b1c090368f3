import { LiveValue } from '@frontdesk/sync/client/live';
import type { PendingItem } from '@frontdesk/sync/client/sync-client';
import { expect, it } from 'vitest';
import { takenBack, tryAgain } from './ways-out.ts';

const item = (sent: boolean): PendingItem => ({
  uid: 'one',
  name: 'conversation.reply',
  args: {},
  clientAt: '2026-11-20T12:00:00.000Z',
  saved: true,
  sent,
});

function queue(first: readonly PendingItem[]) {
  const pending = new LiveValue(first);
  const asked: string[] = [];
  return { pending, asked, withdraw: (uid: string) => void asked.push(uid) };
}

it('a change that the engine lets go is taken back (rule 122)', async () => {
  const work = queue([item(false)]);
  const answer = takenBack(work, 'one');
  expect(work.asked).toEqual(['one']);
  work.pending.set([]);
  expect(await answer).toBe(true);
});

it('one that is handed over first is not: its words stay where they went (rule 122)', async () => {
  const work = queue([item(false)]);
  const answer = takenBack(work, 'one');
  work.pending.set([item(true)]);
  work.pending.set([]);
  expect(await answer).toBe(false);
});

it('one that is on its way or gone is not even asked for (rule 122)', async () => {
  for (const first of [[item(true)], []]) {
    const work = queue(first);
    expect(await takenBack(work, 'one')).toBe(false);
    expect(work.asked).toEqual([]);
  }
});

it('what is tried again makes rows of its own, whatever the first try made (rule 122)', () => {
  const OWN = {
    'conversation.reply': 'messageId',
    'conversation.replyWithTemplate': 'messageId',
    'conversation.note': 'noteId',
  };
  for (const [name, field] of Object.entries(OWN)) {
    const asked: unknown[] = [];
    const again = {
      mutate: (...made: unknown[]) => void asked.push(...made),
      dismiss: (uid: string) => void asked.push(uid),
    };
    const args = { [field]: 'first', conversationId: 'c', text: 'Hello' };
    tryAgain(again as never, {
      uid: 'one',
      name,
      args,
      clientAt: '2026-11-20T12:00:00.000Z',
      result: { mid: 1, uid: 'one', status: 'rejected' },
    });
    expect(asked).toEqual([name, { ...args, [field]: expect.not.stringMatching('first') }, 'one']);
  }
});
