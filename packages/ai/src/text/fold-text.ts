/**
 * One form for what looks or is meant the same, so that neither a disguise nor a keyboard changes what a text says to the
 * reader: widths and letter variants (NFKC), accents, case, invisible characters, letters borrowed from another script.
 */

/** Characters at the beginning and at the end of a text that are read: what somebody wants stands in one of the two. */
const HEAD_CHARS = 1_500;
const TAIL_CHARS = 500;

/** Cyrillic and Greek letters that nobody can tell from a Latin one (Unicode's confusables, after lower-casing). */
const LOOKALIKES: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  с: 'c',
  ԁ: 'd',
  е: 'e',
  һ: 'h',
  і: 'i',
  ј: 'j',
  к: 'k',
  ӏ: 'l',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  ԛ: 'q',
  ѕ: 's',
  т: 't',
  у: 'y',
  ѵ: 'v',
  ԝ: 'w',
  х: 'x',
  α: 'a',
  β: 'b',
  ε: 'e',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
};

const LOOKALIKE = new RegExp(`[${Object.keys(LOOKALIKES).join('')}]`, 'gu');
const LATIN_OR_LOOKALIKE = new RegExp(
  `^[\\p{Script=Latin}\\p{N}${Object.keys(LOOKALIKES).join('')}]+$`,
  'u',
);
const LETTERS = /\p{L}/gu;
const LATIN_LETTERS = /\p{Script=Latin}/gu;
const HAS_LATIN = /\p{Script=Latin}/u;

/** Accents and vowel points that people leave out. In Thai, Devanagari and others a mark is a vowel, and stays. */
const OPTIONAL_MARKS =
  /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}])\p{M}+/gu;

/** What is not seen: joiners, direction marks, soft hyphens, variation selectors, the stretcher of Arabic writing. */
const INVISIBLE = /[\p{Cf}\uFE00-\uFE0F\u0640]/gu;
const APOSTROPHES = /['’ʼ`´]/gu;

/** Words in their order, and the marks of a question or of an outcry, as words of their own. */
const WORDS = /[\p{L}\p{M}\p{N}]+|[?!]/gu;

/** The part of a text that is read: all of it up to 2,000 characters, else its beginning and its end. */
export function readablePart(text: string): string {
  if (text.length <= HEAD_CHARS + TAIL_CHARS) return text;
  return `${text.slice(0, HEAD_CHARS)} ${text.slice(-TAIL_CHARS)}`.toWellFormed();
}

/** The words of a text in their one form. Bounded work, however long the text is. */
export function foldedWords(text: string): string[] {
  const plain = readablePart(text)
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(OPTIONAL_MARKS, '$1')
    .normalize('NFC')
    .replace(APOSTROPHES, '');
  const words: string[] = plain.match(WORDS) ?? [];
  return unmasked(words, isMostlyLatin(plain));
}

function isMostlyLatin(text: string): boolean {
  return (text.match(LATIN_LETTERS)?.length ?? 0) * 2 > (text.match(LETTERS)?.length ?? 0);
}

/**
 * Borrowed letters turned back within words that mix scripts, and, in a text that is mostly Latin, within words that could
 * be Latin altogether. A Russian or Greek text stays as it is.
 */
function unmasked(words: readonly string[], inLatinText: boolean): string[] {
  return words.map((word) =>
    LATIN_OR_LOOKALIKE.test(word) && (inLatinText || HAS_LATIN.test(word))
      ? word.replace(LOOKALIKE, (letter) => LOOKALIKES[letter] ?? letter)
      : word,
  );
}
