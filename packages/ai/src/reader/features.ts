import { foldedWords } from './fold-text.ts';

/**
 * What a text consists of for the model: words, neighbours, words with up to two between them, and pieces of
 * words, each as a 32-bit hash. Hashes instead of strings keep a model small and its look-up quick; among the
 * 100,000 features that a model may have, about one pair shares a hash. Maps each hash to how often it stands in the text.
 */
export type Features = ReadonlyMap<number, number>;

/** The kinds live in spaces of their own, so that `no` the word is not `no` the piece. */
const WORD = 0x811c9dc5;
const BIGRAM = 0x1b873593;
const SKIP = 0x85ebca6b;
const PIECE = 0xc2b2ae35;
const EDGE = 0x27d4eb2f;

const MAX_SKIP = 3;
const SHORTEST_PIECE = 2;
const LONGEST_PIECE = 5;
/** Longer words than this are numbers, links or runs of a script without spaces; only so much of them counts. */
const MAX_WORD_CHARS = 200;

/** FNV-1a over UTF-16 units. */
function hashed(seed: number, text: string): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** FNV's last bits mix little; what follows is murmur3's finish. */
function finished(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export function featuresOf(text: string): Features {
  const counts = new Map<number, number>();
  const add = (hash: number): void => {
    const known = finished(hash);
    counts.set(known, (counts.get(known) ?? 0) + 1);
  };
  const words = foldedWords(text).map((word) => word.slice(0, MAX_WORD_CHARS));
  // Marks alone say nothing.
  if (words.every((word) => word === '?' || word === '!')) return counts;
  addWords(words, add);
  for (const word of words) addPieces(word, add);
  return counts;
}

function addWords(words: readonly string[], add: (hash: number) => void): void {
  const hashes = [EDGE, ...words.map((word) => hashed(WORD, word)), EDGE];
  for (let at = 0; at < hashes.length; at += 1) {
    const own = hashes[at] ?? 0;
    if (own !== EDGE) add(own);
    for (let step = 1; step <= MAX_SKIP && at + step < hashes.length; step += 1) {
      const other = hashes[at + step] ?? 0;
      add(Math.imul(own ^ (step === 1 ? BIGRAM : SKIP + step), 0x01000193) ^ other);
    }
  }
}

/** The pieces of 2–5 characters of a word that stands between spaces, which mark where it begins and ends. */
function addPieces(word: string, add: (hash: number) => void): void {
  const spaced = ` ${word} `;
  for (let start = 0; start + SHORTEST_PIECE <= spaced.length; start += 1) {
    let hash = PIECE;
    for (let length = 1; length <= LONGEST_PIECE && start + length <= spaced.length; length += 1) {
      hash = Math.imul(hash ^ spaced.charCodeAt(start + length - 1), 0x01000193);
      if (length >= SHORTEST_PIECE) add(hash);
    }
  }
}
