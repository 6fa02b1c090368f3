import { foldedWords, readablePart } from '../text/fold-text.ts';
import { meaningsIn } from '../text/meanings.ts';
import { lightStem } from '../text/light-stem.ts';
import { STOP_WORDS } from '../text/stop-words.ts';
import { isUnspaced, unspacedApart } from '../text/unspaced.ts';

/** A word, a part of one, or a meaning that a message and a procedure can share. */
export type Term = {
  readonly term: string;
  /** As it stands in the folded text, for people. */
  readonly shown: string;
  /** The place of its first word or character. Neighbours differ by 1. */
  readonly at: number;
  /** How much of a word it is: 1, less for a part of a text without spaces. */
  readonly share: number;
};

/** `e-mail`, `Wi-Fi`, `check-in`: many write them in one word. */
const HYPHEN = /(?<=[\p{L}\p{N}])[-‐‑](?=[\p{L}\p{N}])/gu;
const WORD = /^[\p{L}\p{N}]/u;
/** A date, a price or a room says nothing about which procedure. */
const NUMBER = /^\p{N}+$/u;
/** A pair is half a word: a run of n characters has n - 1 of them, which overlap. */
const PAIR_SHARE = 0.4;
/** Two short words that others write as one: `check in`, `wi fi`, `key card`. */
const LONGEST_JOINED = 12;

/** The terms of a text, in their order. Bounded, however long the text is. */
export function termsOf(text: string): Term[] {
  const words = foldedWords(readablePart(text).replace(HYPHEN, '')).filter((each) =>
    WORD.test(each),
  );
  const runs = unspacedApart(words);
  const terms: Term[] = [];
  let at = 0;
  for (const run of runs) {
    terms.push(...(isUnspaced(run) ? pairsOf(run, at) : wordOf(run, at)));
    // A place stays free behind a run, so that no pair of terms reaches over it.
    at += isUnspaced(run) ? run.length + 1 : 1;
  }
  const meanings = meaningsIn(runs).map(({ meaning, shown }) => ({
    term: `#${meaning}`,
    shown,
    at: -1,
    share: 1,
  }));
  return [...terms, ...meanings];
}

function wordOf(word: string, at: number): Term[] {
  if (STOP_WORDS.has(word) || NUMBER.test(word)) return [];
  return [{ term: lightStem(word), shown: word, at, share: 1 }];
}

function pairsOf(run: string, at: number): Term[] {
  const characters = [...run];
  if (characters.length === 1) return [{ term: run, shown: run, at, share: PAIR_SHARE }];
  return characters.slice(1).map((character, index) => {
    const pair = `${characters[index] ?? ''}${character}`;
    return { term: pair, shown: pair, at: at + index, share: PAIR_SHARE };
  });
}

/** Neighbouring words as one term, which a procedure's keyword of two words has too. */
export function neighboursOf(terms: readonly Term[]): Term[] {
  return terms.slice(1).flatMap((term, index) => {
    const before = terms[index];
    if (!before || before.at + 1 !== term.at || before.share < 1 || term.share < 1) return [];
    const both = { at: before.at, share: 1, shown: `${before.shown} ${term.shown}` };
    const joined = `${before.shown}${term.shown}`;
    const asOne = joined.length > LONGEST_JOINED ? [] : [{ ...both, term: lightStem(joined) }];
    return [{ ...both, term: `${before.term} ${term.term}` }, ...asOne];
  });
}
