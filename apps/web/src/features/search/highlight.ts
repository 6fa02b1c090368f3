import { normalize } from '@frontdesk/core/search-tokens';

/** A part of a text; `hit` where it is what was searched for. */
export type Piece = { readonly text: string; readonly hit: boolean };

/** Scripts that are written without spaces: there, a match may begin anywhere. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const WORD = /[\p{L}\p{M}\p{N}]/u;

type Normal = {
  readonly text: string;
  /** For each UTF-16 unit of the normal text, where the characters begin that it was made of; one more for its end. */
  readonly from: readonly number[];
};

/** A letter with its marks is normalized as one, so that what is found can be shown where it stands. */
function normalized(text: string): Normal {
  let normal = '';
  const from: number[] = [];
  for (const { 0: cluster, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gsu)) {
    const piece = normalize(cluster);
    for (let at = 0; at < piece.length; at++) from.push(index);
    normal += piece;
  }
  from.push(text.length);
  return { text: normal, from };
}

/** The words of a query as the index knows them. */
export const searchWords = (query: string): readonly string[] =>
  normalize(query)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');

function* placesOf(word: string, text: string): Generator<number> {
  const anywhere = UNSPACED.test(word);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length))
    if (anywhere || at === 0 || !WORD.test(text.charAt(at - 1))) yield at;
}

/** Does a text hold all of the words? */
export function holds(text: string, words: readonly string[]): boolean {
  const normal = normalize(text);
  return words.every((word) => placesOf(word, normal).next().done !== true);
}

/** Where the words of a query begin and end in a text, in order, joined where they overlap. */
function rangesOf(text: string, words: readonly string[]): (readonly [number, number])[] {
  const normal = normalized(text);
  const places = words
    .flatMap((word) =>
      [...placesOf(word, normal.text)].map(
        (at) => [normal.from[at] ?? 0, normal.from[at + word.length] ?? text.length] as const,
      ),
    )
    .toSorted(([a], [b]) => a - b);
  const joined: (readonly [number, number])[] = [];
  for (const [from, to] of places) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1])
      joined[joined.length - 1] = [last[0], Math.max(last[1], to)];
    else joined.push([from, to]);
  }
  return joined;
}

/** How much of a long text is shown before its first match. */
const LEAD_CHARS = 40;
/** A row is one line: nothing behind this is seen. */
const MOST_CHARS = 400;

/** A text cut to the surroundings of its first match, with every match told apart. */
export function snippet(text: string, words: readonly string[]): readonly Piece[] {
  const ranges = rangesOf(text, words);
  const first = ranges[0]?.[0] ?? 0;
  let at = first > LEAD_CHARS ? text.indexOf(' ', first - LEAD_CHARS) + 1 || first : 0;
  if (at > first) at = first;
  const end = at + MOST_CHARS;
  const pieces: Piece[] = at > 0 ? [{ text: '…', hit: false }] : [];
  for (const [from, to] of ranges) {
    if (from >= end) break;
    if (from > at) pieces.push({ text: text.slice(at, from), hit: false });
    pieces.push({ text: text.slice(from, to), hit: true });
    at = to;
  }
  if (at < end) pieces.push({ text: text.slice(at, end), hit: false });
  return pieces.filter((piece) => piece.text !== '');
}
