import { foldedWords, readablePart } from '../text/fold-text.ts';
import { LANGUAGE_WORDS } from './language-words.ts';
import { languageByLetters } from './letter-statistics.ts';

/** Scripts that one language has to itself, or nearly so among customers; kana before Han, which Japanese mixes. */
const SCRIPTS: readonly (readonly [language: string, script: RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['lo', /\p{Script=Lao}/gu],
  ['km', /\p{Script=Khmer}/gu],
  ['my', /\p{Script=Myanmar}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['bn', /\p{Script=Bengali}/gu],
];

/** Neither says a language: addresses and numbers of orders. */
const NOT_PROSE = /https?:\/\/\S+|\S+@\S+|\S*\d\S*/gu;
const LETTERS = /\p{L}/gu;
/** Statistics of fewer Latin letters than this are a guess: "refund" would be Danish. */
const LEAST_LATIN_LETTERS = 8;
const LATIN_LETTERS = /\p{Script=Latin}/gu;
/** Japanese is told by a fifth of kana; any other script by being most of the text. */
const KANA_SHARE = 0.2;
const OWN_SCRIPT_SHARE = 0.5;

const WORDS_OF = new Map<string, readonly string[]>();
for (const [language, words] of Object.entries(LANGUAGE_WORDS))
  for (const word of words.split(/\s+/u).flatMap((each) => foldedWords(each)))
    WORDS_OF.set(word, [...(WORDS_OF.get(word) ?? []), language]);

/**
 * The language of a short text as ISO 639-1, null where it cannot be told. By the script where that decides, else by the
 * little words in it, else by its letters' statistics.
 */
export function languageOf(text: string): string | null {
  const prose = readablePart(text).replace(NOT_PROSE, ' ');
  const letters = prose.match(LETTERS)?.length ?? 0;
  if (letters < 2) return null;
  for (const [language, script] of SCRIPTS) {
    const share = (prose.match(script)?.length ?? 0) / letters;
    if (share >= (language === 'ja' ? KANA_SHARE : OWN_SCRIPT_SHARE)) return language;
  }
  const byWords = languageByWords(prose);
  if (byWords !== null) return byWords;
  const latin = prose.match(LATIN_LETTERS)?.length ?? 0;
  if (latin > 0 && latin < LEAST_LATIN_LETTERS) return null;
  return languageByLetters(prose);
}

/** The language to which most of the little words belong; null for a tie, or where only one shared word speaks. */
function languageByWords(prose: string): string | null {
  const points = new Map<string, number>();
  for (const word of foldedWords(prose)) {
    const languages = WORDS_OF.get(word) ?? [];
    for (const language of languages)
      points.set(language, (points.get(language) ?? 0) + 1 / languages.length);
  }
  const [first, second] = [...points].toSorted((a, b) => b[1] - a[1]);
  if (!first || first[1] < 1) return null;
  return second && first[1] < second[1] + 0.5 ? null : first[0];
}
