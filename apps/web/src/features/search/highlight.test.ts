import { describe, expect, it } from 'vitest';
import { searchWords, snippet } from './highlight.ts';

/** The pieces of a snippet as one string, matches in brackets. */
const shown = (text: string, query: string) =>
  snippet(text, searchWords(query))
    .map(({ text: piece, hit }) => (hit ? `[${piece}]` : piece))
    .join('');

describe('what was searched for is marked', () => {
  it('word by word, each where a word begins', () => {
    expect(shown('A refund for the booking, refunded today', 'refund booking')).toBe(
      'A [refund] for the [booking], [refund]ed today',
    );
    expect(shown('prefund refund', 'refund')).toBe('prefund [refund]');
  });
  it('whatever the case, the accents and the width', () => {
    expect(shown('Meet me at the CAFÉ', 'cafe')).toBe('Meet me at the [CAFÉ]');
    expect(shown('Cafe\u0301 au lait', 'café')).toBe('[Cafe\u0301] au lait');
    expect(shown('ＴＥＬ 123', 'tel')).toBe('[ＴＥＬ] 123');
  });
  it('in the midst of what is written without spaces', () => {
    expect(shown('ขอเปลี่ยนวันจองครับ', 'วันจอง')).toBe('ขอเปลี่ยน[วันจอง]ครับ');
    expect(shown('予約を変更したいです', '変更')).toBe('予約を[変更]したいです');
    expect(shown('了解しました。', 'です')).toBe('了解しました。');
  });
  it('in Arabic with or without its points', () => {
    expect(shown('مرحباً، الحَجْز يوم الجمعة', 'الحجز')).toBe('مرحباً، [الحَجْز] يوم الجمعة');
  });
  it('and a long text is cut to what surrounds it', () => {
    const long = `${'word '.repeat(100)}refund ${'word '.repeat(200)}`;
    const text = shown(long, 'refund');
    expect(text.startsWith('…word')).toBe(true);
    expect(text.indexOf('[refund]')).toBeLessThan(60);
    expect(text.length).toBeLessThan(500);
  });
  it('and where nothing is found, the text stands as it is', () => {
    expect(shown('Hello', 'x')).toBe('Hello');
    expect(shown('', 'x')).toBe('');
  });
});
