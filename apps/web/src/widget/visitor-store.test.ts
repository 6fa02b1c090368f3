import { expect, it } from 'vitest';
import { parseStored } from './visitor-store.ts';

it('what was kept comes back', () => {
  const stored = { token: 'abc', seen: 4, unsent: [{ id: '1', text: 'Hi' }] };
  expect(parseStored(JSON.stringify(stored))).toEqual(stored);
});

it('anything else is a visitor who is new', () => {
  for (const text of [null, undefined, '', '{', '{"token":5,"seen":"x","unsent":{}}'])
    expect(parseStored(text)).toEqual({ token: null, seen: 0, unsent: [] });
});
