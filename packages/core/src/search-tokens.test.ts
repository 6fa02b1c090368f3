import { describe, expect, it } from 'vitest';
import { QUERY_CHARS, normalize, query, vec } from './search-tokens.ts';

describe('a text becomes', () => {
  it.each([
    ['東京 Café', "'東京':1 '京':2 'cafe':4"],
    ['สวัสดี', "'สว':1 'วั':2 'ัส':3 'สด':4 'ดี':5 'ี':6"],
    ['iPhone15を買う', "'iphone15':1 'を買':3 '買う':4 'う':5"],
    ['ｶﾞﾗｽ', "'ガラ':1 'ラス':2 'ス':3"],
    ['カスタマー', "'カス':1 'スタ':2 'タマ':3 'マー':4 'ー':5"],
    ['مَدِينَة', "'مدينة':1"],
    ['مـــدينة', "'مدينة':1"],
    ['to be or not to be', "'to':1,9 'be':3,11 'or':5 'not':7"],
    ['한국어', "'한국':1 '국어':2 '어':3"],
    ['𠮷野家', "'𠮷野':1 '野家':2 '家':3"],
    ['<b>"it\'s"</b>', "'b':1,7 'it':3 's':5"],
    ['!?…', ''],
    ['', ''],
  ])('%j → %s', (text, vector) => {
    expect(vec(text)).toBe(vector);
  });

  it('one form, however it was typed', () => {
    const forms = ['ÅNGSTRÖM', 'Ångström', 'a\u030Angstro\u0308m', 'ＡＮＧＳＴＲＯＭ'];
    expect(new Set(forms.map(normalize))).toEqual(new Set(['angstrom']));
    expect(normalize('أحمد')).toBe(normalize('احمد'));
  });

  it('no more tokens than Postgres keeps positions for', () => {
    const long = vec('あ'.repeat(20_000));
    expect(long.endsWith(',16383')).toBe(true);
  });
});

describe('a query', () => {
  it.each([
    ['東京都', "('東京'<->'京都')"],
    ['東京', "'東京'"],
    ['東', "'東':*"],
    ['Caf', "'caf':*"],
    ['late delivery', "'late' & 'delivery':*"],
    ['配送 delay', "'配送' & 'delay':*"],
    ["o'brien", "'o' & 'brien':*"],
    ['x & !y | <->', "'x' & 'y':*"],
    ['  …', ''],
  ])('%j asks for %s', (text, expected) => {
    expect(query(text)).toBe(expected);
  });

  it('is what was typed first, of a text that somebody pasted', () => {
    const han = Array.from({ length: 100_000 }, (_, n) =>
      String.fromCharCode(0x4e00 + (n % 20_000)),
    );
    expect(query(han.join(''))).toBe(query(han.slice(0, QUERY_CHARS).join('')));
  });
});
