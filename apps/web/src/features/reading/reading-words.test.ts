import type { Classification } from '@frontdesk/core/sops/entities';
import { describe, expect, it } from 'vitest';
import { readingFacts, readingSureness } from './reading-words.ts';

const reading = {
  intentId: 'int-password',
  confidence: 0.94,
  language: 'en',
  urgency: 'URGENT',
  provider: 'embedded',
  ms: 0.6,
  correctedAt: null,
} as Classification;

describe('what is said of a reading', () => {
  it('is language, urgency, who read it and how long that took', () => {
    expect(readingFacts(reading, '')).toEqual([
      'English',
      'urgent',
      'read by the built-in reader in 1\u00a0ms',
    ]);
    expect(readingSureness(reading)).toBe('94\u00a0%');
  });
  it('names the provider, and says seconds where it took some', () => {
    expect(readingFacts({ ...reading, provider: 'OpenAI', ms: 1_240 }, '').at(-1)).toBe(
      'read by OpenAI in 1.2\u00a0s',
    );
  });
  it('leaves out what is not known and what is ordinary', () => {
    expect(readingFacts({ ...reading, language: null, urgency: 'NORMAL' }, '')).toHaveLength(1);
  });
  it('is who corrected it, once somebody did', () => {
    const corrected = { ...reading, confidence: 1, correctedAt: '2026-11-20T10:00:00.000Z' };
    expect(readingFacts(corrected, 'you').at(-1)).toBe(
      'corrected by you; the reader learns from it',
    );
    expect(readingFacts({ ...corrected, intentId: null }, 'you').at(-1)).toBe('corrected by you');
    expect(readingSureness(corrected)).toBeNull();
  });
});
