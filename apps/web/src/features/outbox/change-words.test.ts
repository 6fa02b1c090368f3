import { MUTATIONS } from '@frontdesk/core/mutations/registry';
import { describe, expect, it } from 'vitest';
import { isByLooking } from '../../shell/by-looking.ts';
import { changeWords, composerOf, writtenText } from './change-words.ts';
import type { Names } from './change-words.ts';

const NAMES: Names = {
  person: (id) => (id === 'tom' ? 'Tom Baker' : undefined),
  team: () => undefined,
  tag: () => 'Refund',
  intent: () => undefined,
};

/** Enough for every mutation to be spoken of. */
const SOME_ARGS = {
  attachmentIds: [],
  status: 'OPEN',
  priority: 'HIGH',
  name: 'N',
  title: 'T',
  template: { name: 'T' },
};

describe('a change that waits', () => {
  it('is named in plain words, whatever it is (rule 122)', () => {
    for (const name of Object.keys(MUTATIONS))
      expect(changeWords(name, SOME_ARGS, NAMES), name).toMatch(/^[A-Z]/);
  });
  it('says whom and what it speaks of, as far as that is known here', () => {
    expect(changeWords('conversation.assign', { userId: 'tom' }, NAMES)).toBe(
      'Assign to Tom Baker',
    );
    expect(changeWords('conversation.assign', { userId: 'gone' }, NAMES)).toBe(
      'Assign to a colleague',
    );
    expect(changeWords('conversation.tag', { tagId: 'x' }, NAMES)).toBe('Tag “Refund”');
  });
  it('of a newer build is still there', () => {
    expect(changeWords('conversation.merge', {}, NAMES)).toBe('A change');
  });
  it('shows the words that are in it, and goes back to where they were written (rule 122)', () => {
    expect(writtenText({ text: 'Hello' })).toBe('Hello');
    expect(writtenText({ body: 'Saved' })).toBe('Saved');
    expect(writtenText(null)).toBeNull();
    expect(composerOf('conversation.note', { conversationId: 'c', text: 'x' })).toEqual({
      conversationId: 'c',
      mode: 'note',
    });
    expect(composerOf('conversation.assign', { conversationId: 'c' })).toBeNull();
  });
  it('by a template shows its text, which goes to the composer unless held messages stand for it (rule 122)', () => {
    const args = { conversationId: 'c', template: { name: 'T', language: 'en' }, text: 'Hi Ada' };
    expect(writtenText(args)).toBe('Hi Ada');
    const composer = (replaces: readonly string[]) =>
      composerOf('conversation.replyWithTemplate', { ...args, replaces });
    expect(composer([])).toEqual({ conversationId: 'c', mode: 'reply' });
    expect(composer(['held'])).toBeNull();
  });
  it('made by only looking is not one among the others', () => {
    expect(isByLooking('conversation.markRead')).toBe(true);
    expect(isByLooking('conversation.reply')).toBe(false);
  });
});
