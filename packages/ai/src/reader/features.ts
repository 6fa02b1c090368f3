import { CONCEPTS } from '../text/concepts.ts';
import { foldedWords } from '../text/fold-text.ts';
import { meaningsIn } from '../text/meanings.ts';
import { fnv, fnvStep, mixed } from '../text/seeded-hash.ts';
import { unspacedApart } from '../text/unspaced.ts';

/**
 * What a text consists of for the model: words, pairs of neighbours, pieces of words, and what its words mean, each as a
 * 32-bit hash with how often it stands in the text. Hashes instead of strings keep a model small and its look-up quick;
 * among the 70,000 features that a model may have, two or three pairs share a hash.
 */
export type Features = ReadonlyMap<number, number>;

/** The kinds live in spaces of their own, so that `no` the word is not `no` the piece. */
const WORD = 0x811c9dc5;
const NEIGHBOURS = 0x1b873593;
const PIECE = 0xc2b2ae35;
const MEANING = 0x165667b1;
/** Where the text begins and ends, as a neighbour of its first and last word. */
const EDGE = 0x27d4eb2f;

const SHORTEST_PIECE = 3;
const LONGEST_PIECE = 4;
/** Longer words than this are numbers, links or runs of a script without spaces; only so much of them counts. */
const MAX_WORD_CHARS = 200;

/** Neighbours count as words. */
export const KINDS = ['word', 'piece', 'meaning'] as const;
type Kind = 0 | 1 | 2;
const KIND_BITS = 3;
/**
 * Features for one meaning. Most of a text's features are hidden at each look in training; of so many, one at least is
 * nearly always seen.
 */
const COPIES = 4;
const COPY = 0x9e3779b1;

type Add = (hash: number, kind: Kind) => void;

/** Its place in `KINDS`: the two lowest bits of a feature say it. */
export const kindOf = (feature: number): number => feature & KIND_BITS;

/** Empty where the text has no word. */
export function featuresOf(text: string): Features {
  const counts = new Map<number, number>();
  const add: Add = (hash, kind) => {
    const feature = ((mixed(hash) & ~KIND_BITS) | kind) >>> 0;
    counts.set(feature, (counts.get(feature) ?? 0) + 1);
  };
  const words = foldedWords(text).map((word) => word.slice(0, MAX_WORD_CHARS));
  // Marks alone say nothing.
  if (words.every((word) => word === '?' || word === '!')) return counts;
  addWords(words, add);
  for (const word of words) addPieces(word, add);
  addMeanings(words, add);
  return counts;
}

function addWords(words: readonly string[], add: Add): void {
  const hashes = [EDGE, ...words.map((word) => fnv(WORD, word)), EDGE];
  for (let at = 0; at < hashes.length; at += 1) {
    const own = hashes[at] ?? 0;
    if (own !== EDGE) add(own, 0);
    const next = hashes[at + 1];
    if (next !== undefined) add(Math.imul(own ^ NEIGHBOURS, 0x01000193) ^ next, 0);
  }
}

/** The pieces of 3 and 4 characters of a word that stands between spaces, which mark where it begins and ends. */
function addPieces(word: string, add: Add): void {
  const spaced = ` ${word} `;
  for (let start = 0; start + SHORTEST_PIECE <= spaced.length; start += 1) {
    let hash = PIECE;
    for (let length = 1; length <= LONGEST_PIECE && start + length <= spaced.length; length += 1) {
      hash = fnvStep(hash, spaced.charCodeAt(start + length - 1));
      if (length >= SHORTEST_PIECE) add(hash, 1);
    }
  }
}

function addMeanings(words: readonly string[], add: Add): void {
  for (const { meaning } of meaningsIn(unspacedApart(words))) {
    // By its first word and not by its number: a group more must not change what the others are to a trained model.
    const hash = fnv(MEANING, CONCEPTS[meaning]?.[0] ?? '');
    for (let copy = 0; copy < COPIES; copy += 1) add(hash + Math.imul(copy, COPY), 2);
  }
}
