import { LiveValue } from '@frontdesk/sync/client/live';
import type { PendingItem } from '@frontdesk/sync/client/sync-client';
import { expect, it } from 'vitest';
import { takenBack } from './ways-out.ts';

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
