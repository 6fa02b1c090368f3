/**
 * How text becomes search tokens, the same bytes on the server and in every browser. Scripts that are written without
 * spaces become overlapping pairs of characters, everything else whole words, so that any part of a Thai or Japanese text
 * is found exactly, without a dictionary that another machine may not have.
 */

/** Raised when the same text would give other tokens: rows of an older version are indexed anew. */
export const TOKEN_VERSION = 1;

/** Postgres keeps positions up to here; what stands behind in a longer text is not indexed. */
const MAX_POSITION = 16_383;

/** Characters of a word that count: a lexeme may have 2,046 bytes, and nobody types a longer word. */
const MAX_WORD = 100;

/**
 * Accents and vowel points that are left out in writing and typing. Not so the marks of Thai, Devanagari and others: there
 * a mark is a vowel.
 */
const OPTIONAL_MARKS =
  /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}])\p{M}+/gu;

/** The stretcher of Arabic writing, without meaning of its own. */
const TATWEEL = /\u0640/g;

// Extensions, so that ー and 々, which several scripts share, count too.
const UNSPACED =
  '\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}';
const WORD = '\\p{L}\\p{M}\\p{N}';

/** A run of characters of unspaced scripts (first group), or a word of any other. */
const RUN = new RegExp(`((?:(?=[${WORD}])[${UNSPACED}])+)|(?:(?![${UNSPACED}])[${WORD}])+`, 'gu');

/**
 * What somebody types counts up to here, in UTF-16 units: a chain of ten thousand pairs, pasted or in a link, keeps a
 * database busy for minutes.
 */
export const QUERY_CHARS = 200;

type Run = { readonly isUnspaced: boolean; readonly characters: readonly string[] };

/** One form for what looks or is meant the same: widths, accents, case. */
export function normalize(text: string): string {
  return text
    .normalize('NFKD')
    .replace(TATWEEL, '')
    .replace(OPTIONAL_MARKS, '$1')
    .normalize('NFKC')
    .toLowerCase();
}

function* runsOf(text: string): Generator<Run> {
  for (const match of normalize(text).matchAll(RUN)) {
    yield { isUnspaced: match[1] !== undefined, characters: [...match[0]] };
  }
}

/** `abcd` → `ab bc cd d`: pairs find any part of two characters and more, the last one alone completes the ends. */
const pairs = (characters: readonly string[]): string[] =>
  characters.map((character, index) => character + (characters[index + 1] ?? ''));

const word = (characters: readonly string[]): string => characters.slice(0, MAX_WORD).join('');

// Tokens are letters, marks and numbers, so that quoting needs no escapes.
const quoted = (token: string): string => `'${token}'`;

/** The places of each token in a text, counted from 1. A place stays free between two runs, so that no phrase reaches over it. */
export function tokensOf(text: string): ReadonlyMap<string, readonly number[]> {
  const positions = new Map<string, number[]>();
  let position = 1;
  for (const { isUnspaced, characters } of runsOf(text)) {
    for (const token of isUnspaced ? pairs(characters) : [word(characters)]) {
      if (position > MAX_POSITION) return positions;
      const known = positions.get(token);
      if (known) known.push(position);
      else positions.set(token, [position]);
      position += 1;
    }
    position += 1;
  }
  return positions;
}

/** A text as a `tsvector` literal: `vec('東京 Café')` = `'東京':1 '京':2 'cafe':4`. */
export const vec = (text: string): string =>
  [...tokensOf(text)].map(([token, places]) => `${quoted(token)}:${places.join(',')}`).join(' ');

/** Tokens that stand one behind the other; of a beginning there is one, and longer ones count too. */
export type SearchTerm = { readonly tokens: readonly string[]; readonly isBeginning: boolean };

/**
 * What somebody typed, as terms that must all be there: an unspaced run as it stands, every other word for itself, the last
 * word as a beginning. Without terms nothing is found.
 */
export function termsOf(text: string): SearchTerm[] {
  const runs = [...runsOf(text.slice(0, QUERY_CHARS))];
  return runs.map(({ isUnspaced, characters }, index) => {
    if (!isUnspaced) return { tokens: [word(characters)], isBeginning: index === runs.length - 1 };
    if (characters.length === 1) return { tokens: [word(characters)], isBeginning: true };
    return { tokens: pairs(characters).slice(0, -1), isBeginning: false };
  });
}

/**
 * What somebody types as a `tsquery` literal, '' when nothing in it can be searched for: `query('東京都')` =
 * `('東京'<->'京都')`, `query('late caf')` = `'late' & 'caf':*`.
 */
export const query = (text: string): string => termsOf(text).map(term).join(' & ');

function term({ tokens, isBeginning }: SearchTerm): string {
  const phrase = tokens.map(quoted).join('<->');
  if (isBeginning) return `${phrase}:*`;
  return tokens.length === 1 ? phrase : `(${phrase})`;
}
