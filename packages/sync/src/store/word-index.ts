import { type SearchTerm, termsOf, tokensOf } from '@frontdesk/core/search-tokens';
import { HitHeap } from './hit-heap.ts';

/** A row that is searched. */
export type SearchedRow = {
  readonly entity: string;
  readonly id: string;
  readonly at: string;
  readonly text: string;
};

/** Postgres keeps this many places of one word; phrases are not found behind them, here as little as there. */
const MAX_PLACES = 256;

/**
 * Finds rows of one kind by their words as Postgres does with the same tokens: the same hits in the same order.
 */
export class WordIndex {
  /** Rows by number; one that is removed leaves a hole. */
  readonly #rows: (SearchedRow | null)[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #places = new Map<string, number[]>();

  /** Mostly holes: better made anew. */
  get isWorn(): boolean {
    return this.#rows.length > 2 * this.#numbers.size + 1_000;
  }

  /** Indexes a row, in the place of what its key stood for. */
  put(key: string, row: SearchedRow): void {
    const known = this.#rows[this.#numbers.get(key) ?? -1];
    if (known && known.text === row.text && known.at === row.at) return;
    this.remove(key);
    const number = this.#rows.push(row) - 1;
    this.#numbers.set(key, number);
    for (const token of tokensOf(row.text).keys()) {
      const numbers = this.#places.get(token);
      if (numbers) numbers.push(number);
      else this.#places.set(token, [number]);
    }
  }

  remove(key: string): void {
    const number = this.#numbers.get(key);
    if (number === undefined) return;
    this.#numbers.delete(key);
    this.#rows[number] = null;
  }

  /** The newest `limit` rows with all of the words. */
  find(text: string, limit: number): SearchedRow[] {
    const terms = termsOf(text);
    if (terms.length === 0) return [];
    const heap = new HitHeap(this.#withAllTokens(terms));
    const phrases = terms.filter(({ tokens }) => tokens.length > 1);
    const hits: SearchedRow[] = [];
    while (hits.length < limit) {
      const next = heap.take();
      if (!next) break;
      if (phrases.length === 0 || holdsAll(next.text, phrases)) hits.push(next);
    }
    return hits;
  }

  #withAllTokens(terms: readonly SearchTerm[]): SearchedRow[] {
    // A row stands at n when it has the first n tokens; none is counted twice for one.
    const has = new Uint16Array(this.#rows.length);
    const wanted = terms.flatMap((term) => term.tokens.map((token) => [token, term] as const));
    for (const [index, [token, { isBeginning }]] of wanted.entries()) {
      for (const numbers of this.#placesOf(token, isBeginning)) step(has, numbers, index);
    }
    return this.#rows.filter(
      (row, number): row is SearchedRow => row !== null && has[number] === wanted.length,
    );
  }

  *#placesOf(start: string, isBeginning: boolean): Generator<readonly number[]> {
    if (!isBeginning) {
      yield this.#places.get(start) ?? [];
      return;
    }
    for (const [token, numbers] of this.#places) if (token.startsWith(start)) yield numbers;
  }
}

function step(has: Uint16Array, numbers: readonly number[], from: number): void {
  for (const number of numbers) if (has[number] === from) has[number] = from + 1;
}

function holdsAll(text: string, phrases: readonly SearchTerm[]): boolean {
  const tokens = tokensOf(text);
  return phrases.every((phrase) => holds(tokens, phrase));
}

/** Do the tokens stand one behind the other somewhere? */
function holds(
  places: ReadonlyMap<string, readonly number[]>,
  { tokens: [first = '', ...rest] }: SearchTerm,
): boolean {
  const kept = (token: string): readonly number[] => places.get(token)?.slice(0, MAX_PLACES) ?? [];
  const others = rest.map((token) => new Set(kept(token)));
  return kept(first).some((start) => others.every((at, index) => at.has(start + index + 1)));
}
