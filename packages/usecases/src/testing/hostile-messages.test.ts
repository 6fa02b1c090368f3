import { describe, expect, it } from 'vitest';
import { HOSTILE_MESSAGES } from './hostile-messages.ts';

describe('the hostile set', () => {
  it('has 200 messages at least, none twice', () => {
    expect(HOSTILE_MESSAGES.length).toBeGreaterThanOrEqual(200);
    const distinct = new Set(HOSTILE_MESSAGES.map((message) => JSON.stringify(message)));
    expect(distinct.size).toBe(HOSTILE_MESSAGES.length);
  });

  it('tries fifteen ways, and fields beside the text', () => {
    expect(new Set(HOSTILE_MESSAGES.map(({ kind }) => kind)).size).toBe(15);
    for (const field of ['name', 'subject', 'fileName'] as const)
      expect(HOSTILE_MESSAGES.filter((message) => field in message).length).toBeGreaterThan(5);
  });

  it('writes in more than eight scripts and languages', () => {
    const text = HOSTILE_MESSAGES.map((message) => message.text).join('\n');
    for (const script of ['Arab', 'Thai', 'Hiragana', 'Han', 'Hangul', 'Deva', 'Cyrl', 'Hebr'])
      expect(text).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
  });

  it('names no address that somebody could own', () => {
    const hosts = HOSTILE_MESSAGES.flatMap(({ text }) => [...text.matchAll(/@([\w.-]+\.\w+)/g)]);
    for (const [, host] of hosts) expect(host).toMatch(/\.(example|test)$/);
  });
});
