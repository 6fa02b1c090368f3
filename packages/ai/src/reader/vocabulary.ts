import { type Features, KINDS, kindOf } from './features.ts';

/** A text as the model sees it: ids of known features with their weights, together of length 1 at most. */
export type Vector = { readonly ids: Int32Array; readonly values: Float32Array };

/** Examples from which a feature must occur twice to be kept: in few texts every word counts. */
const RARE_DROPPED_FROM = 1_500;
/** What a text's words mean counts as much as its words and as their pieces, where it is known at all. */
const MEANINGS_SHARE = 1 / 3;

/** The features that the examples had, with the weight of each: the rarer, the heavier (smoothed idf). */
export class Vocabulary {
  /** Ascending. A feature's id is its place. */
  readonly hashes: Uint32Array;
  readonly weights: Float32Array;
  /** What a feature that was never seen would weigh: as much as the rarest. */
  readonly #unknownWeight: number;
  /** Open addressing: a place holds an id + 1, or 0. */
  readonly #slots: Int32Array;
  readonly #mask: number;

  constructor(hashes: Uint32Array, weights: Float32Array) {
    this.hashes = hashes;
    this.weights = weights;
    this.#unknownWeight = weights.reduce((most, weight) => Math.max(most, weight), 1);
    const size = 2 ** Math.ceil(Math.log2(hashes.length * 2 + 2));
    this.#mask = size - 1;
    this.#slots = new Int32Array(size);
    hashes.forEach((hash, id) => {
      let slot = hash & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = id + 1;
    });
  }

  /** At most `limit` features: those that most texts have. */
  static of(texts: readonly Features[], limit: number): Vocabulary {
    const textsWith = new Map<number, number>();
    for (const features of texts)
      for (const hash of features.keys()) textsWith.set(hash, (textsWith.get(hash) ?? 0) + 1);
    const least = texts.length >= RARE_DROPPED_FROM ? 2 : 1;
    let kept = [...textsWith].filter(([, count]) => count >= least);
    if (kept.length > limit)
      kept = kept.toSorted((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, limit);
    kept = kept.toSorted((a, b) => a[0] - b[0]);
    const weigh = (count: number): number => Math.log((1 + texts.length) / (1 + count)) + 1;
    return new Vocabulary(
      Uint32Array.from(kept, ([hash]) => hash),
      Float32Array.from(kept, ([, count]) => weigh(count)),
    );
  }

  get byteLength(): number {
    return this.hashes.byteLength + this.weights.byteLength + this.#slots.byteLength;
  }

  /**
   * No ids where the text has nothing that the examples had. Words, pieces of words and meanings count a third each, and
   * all are measured over unknown features too: a text of which little is known has a short vector, and low scores.
   */
  vectorOf(features: Features): Vector {
    const ids: number[] = [];
    const values: number[] = [];
    const kinds: number[] = [];
    const squares = KINDS.map(() => 0);
    for (const [hash, count] of features) {
      const id = this.#idOf(hash);
      const value =
        (1 + Math.log(count)) * (id < 0 ? this.#unknownWeight : (this.weights[id] ?? 0));
      const kind = kindOf(hash);
      squares[kind] = (squares[kind] ?? 0) + value * value;
      if (id < 0) continue;
      ids.push(id);
      values.push(value);
      kinds.push(kind);
    }
    const meanings = (squares[2] ?? 0) > 0 ? MEANINGS_SHARE : 0;
    const shares = [(1 - meanings) / 2, (1 - meanings) / 2, meanings];
    const scales = squares.map((square, kind) => Math.sqrt((shares[kind] ?? 0) / (square || 1)));
    return {
      ids: Int32Array.from(ids),
      values: Float32Array.from(values, (value, at) => value * (scales[kinds[at] ?? 0] ?? 0)),
    };
  }

  /** -1 where the feature is unknown. */
  #idOf(hash: number): number {
    let slot = hash & this.#mask;
    for (;;) {
      const id = (this.#slots[slot] ?? 0) - 1;
      if (id < 0 || this.hashes[id] === hash) return id;
      slot = (slot + 1) & this.#mask;
    }
  }
}
