import { describe, expect, it } from 'vitest';
import { CONCEPTS } from './concepts.ts';
import { foldedWords } from './fold-text.ts';
import { meaningsIn } from './meanings.ts';

const meaningsOf = (text: string): Set<number> =>
  new Set(meaningsIn(foldedWords(text)).map(({ meaning }) => meaning));

describe('meanings', () => {
  it('are the same in several languages', () => {
    const english = meaningsOf('I forgot the password');
    expect(english.size).toBeGreaterThanOrEqual(2);
    for (const text of [
      'olvidé mi contraseña',
      'mot de passe oublié',
      'ลืมรหัสผ่าน',
      'パスワードを忘れ',
    ])
      expect(meaningsOf(text).intersection(english).size, text).toBeGreaterThanOrEqual(2);
  });

  it('are found with and without a hyphen', () => {
    const [written = new Set()] = ['late check-in'].map(meaningsOf);
    expect(written.size).toBeGreaterThan(0);
    expect(meaningsOf('late check in')).toEqual(written);
    expect(meaningsOf('late checkin')).toEqual(written);
  });

  it('have first words that differ, by which trained readers know them', () => {
    const first = CONCEPTS.map(([word]) => word);
    expect(new Set(first).size).toBe(first.length);
  });
});
