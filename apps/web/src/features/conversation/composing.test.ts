import { describe, expect, it } from 'vitest';
import { firstBlank, inserted, mentionedIn, sends, triggerAt } from './composing.ts';

const enter = { key: 'Enter', shift: false, composing: false, keyCode: 13, at: 10_000 };

describe('Enter', () => {
  it('sends', () => expect(sends(enter, 0)).toBe(true));
  it('ends a line with Shift', () => expect(sends({ ...enter, shift: true }, 0)).toBe(false));
  it('belongs to the input method while it composes', () => {
    expect(sends({ ...enter, composing: true }, 0)).toBe(false);
    expect(sends({ ...enter, keyCode: 229 }, 0)).toBe(false);
  });
  it('does not send right after a composition ended', () => {
    expect(sends(enter, 9_990)).toBe(false);
    expect(sends(enter, 9_000)).toBe(true);
  });
});

describe('a sign that asks for a list', () => {
  it('is a slash at the start of a line', () => {
    expect(triggerAt('/tha', 4, 'reply')).toEqual({ what: 'canned', from: 0, query: 'tha' });
    expect(triggerAt('Hi\n/', 4, 'reply')).toEqual({ what: 'canned', from: 3, query: '' });
    expect(triggerAt('24/7', 4, 'reply')).toBeNull();
    expect(triggerAt('and /or', 7, 'reply')).toBeNull();
  });
  it('is an at sign in a note, never in a reply', () => {
    expect(triggerAt('ask @ma', 7, 'note')).toEqual({ what: 'mention', from: 4, query: 'ma' });
    expect(triggerAt('ask @ma', 7, 'reply')).toBeNull();
    expect(triggerAt('me@ex', 5, 'note')).toBeNull();
  });
  it('is a colon before two letters', () => {
    expect(triggerAt('ok :smi', 7, 'reply')?.what).toBe('emoji');
    expect(triggerAt('at 14:02', 8, 'reply')).toBeNull();
  });
});

describe('canned replies', () => {
  it('show the first blank that is left', () => {
    expect(firstBlank('Hi Daniel, code {{ booking.code }}')).toBe('{{booking.code}}');
    expect(firstBlank('Hi Daniel')).toBeNull();
  });
  it('go in place of what was typed to find them', () => {
    expect(inserted('/tha and', 0, 4, 'Thanks')).toEqual({ text: 'Thanks and', caret: 6 });
  });
});

it('mentions are the people whose names stand after an at sign', () => {
  const people = [
    { id: '1', name: 'Maya Keller' },
    { id: '2', name: 'Tom' },
  ];
  expect(mentionedIn('@Maya Keller can you look? Tom knows', people)).toEqual(['1']);
});
