import { expect, it } from 'vitest';
import { sayReader } from './reader-words.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const TRAINED = {
  trainedAt: '2026-11-20T11:58:00Z',
  wanted: 4,
  trained: 4,
  accuracy: 0.943,
  examples: 540,
  intents: 12,
  error: null,
};

it('says when the reader was trained, on how much, and how often it is right', () => {
  expect(sayReader(TRAINED, now)).toEqual({
    tone: 'ok',
    words: 'Trained 2 minutes ago on 540 examples, right in 94 of 100 of them.',
  });
});

it('says that it trains while it has something to learn', () => {
  expect(sayReader({ ...TRAINED, wanted: 5 }, now).words).toMatch(/^Training now/);
});

it('says when there is too little to learn from, or to judge it by', () => {
  expect(sayReader({ ...TRAINED, trainedAt: null }, now).words).toMatch(/^Too little/);
  expect(sayReader({ ...TRAINED, intents: 1 }, now).words).toMatch(/^Too little/);
  expect(sayReader({ ...TRAINED, accuracy: null }, now).words).toMatch(/too few to say/);
});

it('says that a training failed, and what still works', () => {
  const said = sayReader({ ...TRAINED, wanted: 5, error: 'Remove some.' }, now);
  expect(said.tone).toBe('bad');
  expect(said.words).toMatch(/learnt before\. Remove some\. It is tried again/);
});
