import { describe, expect, it } from 'vitest';
import { age, dayName, fileSize, intentWords, percent, returnTime, timeLeft } from './words.ts';

const now = new Date(2026, 10, 20, 14, 2).getTime();
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

describe('words for times', () => {
  it('say an age as short as a row needs it', () => {
    expect(age(at(2026, 10, 20, 14, 1), now)).toBe('1m');
    expect(age(new Date(now - 20_000).toISOString(), now)).toBe('now');
    expect(age(at(2026, 10, 20, 11, 2), now)).toBe('3h');
    expect(age(at(2026, 10, 17, 14, 0), now)).toBe('3d');
    expect(age(null, now)).toBe('');
  });
  it('name days as people do', () => {
    expect(dayName(at(2026, 10, 20, 0, 1), now)).toBe('Today');
    expect(dayName(at(2026, 10, 19, 23, 59), now)).toBe('Yesterday');
    expect(dayName(at(2026, 10, 16, 9, 0), now)).toBe('Monday');
  });
  it('say when something comes back', () => {
    expect(returnTime(at(2026, 10, 21, 9, 0), now)).toBe('Tomorrow 09:00');
    expect(returnTime(at(2026, 10, 20, 18, 0), now)).toBe('Today 18:00');
  });
  it('say what is left of a window, and nothing when it is over', () => {
    expect(timeLeft(now + 86_220_000, now)).toBe('23 h 57 m');
    expect(timeLeft(now + 30_000, now)).toBe('1 m');
    expect(timeLeft(now, now)).toBeNull();
  });
  it('say sizes in thousands', () => {
    expect([fileSize(312), fileSize(340_400), fileSize(2_140_000), fileSize(16_000_000)]).toEqual([
      '312 B',
      '340 KB',
      '2.1 MB',
      '16 MB',
    ]);
  });
  it('say an intent and a share as people do', () => {
    expect(intentWords('password_reset')).toBe('Password reset');
    expect(percent(0.964)).toBe('96\u00a0%');
  });
});
