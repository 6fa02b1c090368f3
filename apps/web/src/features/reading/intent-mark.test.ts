import { describe, expect, it } from 'vitest';
import { intentMark } from './intent-mark.ts';

const read = {
  intentId: 'int-password',
  intentConfidence: 0.94,
  waitingSince: '2026-11-20T10:00:00.000Z',
};

describe('what a row says of the intent', () => {
  it('is its name in words', () => {
    expect(intentMark(read, 'password_reset')).toEqual({
      words: 'Password reset',
      confidence: null,
      certain: true,
    });
  });
  it('is quiet where the reader is not certain, and says how sure it is', () => {
    const guess = intentMark({ ...read, intentConfidence: 0.61 }, 'password_reset');
    expect(guess).toMatchObject({ certain: false, confidence: '61\u00a0%' });
  });
  it('is that it is unsure, as long as somebody waits', () => {
    const unsure = { ...read, intentId: null, intentConfidence: 0.3 };
    expect(intentMark(unsure, undefined)?.words).toBe('Unsure');
    expect(intentMark({ ...unsure, waitingSince: null }, undefined)).toBeNull();
  });
  it('is nothing before anything was read, and nothing for none of the intents', () => {
    expect(intentMark({ ...read, intentId: null, intentConfidence: null }, undefined)).toBeNull();
    expect(intentMark({ ...read, intentId: null, intentConfidence: 1 }, undefined)).toBeNull();
  });
  it('is nothing for an intent that is not known here', () => {
    expect(intentMark(read, undefined)).toBeNull();
  });
});
