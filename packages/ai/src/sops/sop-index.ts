import { type Term, neighboursOf, termsOf } from './sop-terms.ts';

/** What the index knows of a procedure; texts as their authors wrote them. */
export type IndexedTexts = {
  readonly title: string;
  readonly keywords: readonly string[];
  readonly steps: readonly string[];
};

/** A term's procedures, and what it counts for in each. */
type Posting = {
  /** 0 to 1: 1 is a term that a single procedure has. */
  readonly rarity: number;
  readonly sops: Int32Array;
  /** 0 to 1, by BM25's saturation. */
  readonly weights: Float32Array;
};

export type Hit = { readonly term: Term; readonly counted: number };

/** Authors choose keywords for this very purpose; steps speak of much that no customer would write. */
const FIELD_WEIGHTS = { title: 2, keywords: 3, steps: 0.5 } as const;
type Field = keyof typeof FIELD_WEIGHTS;
const FIELDS: readonly Field[] = ['title', 'keywords', 'steps'];

/** BM25's two: how soon repeating a term stops to count, and how far a long field makes each of its terms lighter. */
const SATURATION = 1.2;
const LENGTH_SHARE = 0.5;

/** An inverted index of procedures with BM25F weights. Immutable: a changed procedure means a new index. */
export class SopIndex {
  readonly #postings: ReadonlyMap<string, Posting>;
  readonly #size: number;

  constructor(sops: readonly IndexedTexts[]) {
    this.#size = sops.length;
    this.#postings = postingsOf(sops);
  }

  /** One number per procedure: how many fully telling words of the message it has, in sum. */
  score(terms: ReadonlyMap<string, Term>): Float64Array {
    const scores = new Float64Array(this.#size);
    for (const [key, { share }] of terms) {
      const posting = this.#postings.get(key);
      posting?.sops.forEach((sop, at) => {
        scores[sop] = (scores[sop] ?? 0) + share * posting.rarity * (posting.weights[at] ?? 0);
      });
    }
    return scores;
  }

  /** The terms that the message shares with one procedure, and what each counted for. */
  hits(terms: ReadonlyMap<string, Term>, sop: number): Hit[] {
    return [...terms].flatMap(([key, term]) => {
      const posting = this.#postings.get(key);
      const at = posting?.sops.indexOf(sop) ?? -1;
      if (!posting || at < 0) return [];
      return [{ term, counted: term.share * posting.rarity * (posting.weights[at] ?? 0) }];
    });
  }
}

/** A message's terms as the index knows them, each once. */
export function queryOf(text: string): Map<string, Term> {
  const terms = termsOf(text);
  return new Map([...terms, ...neighboursOf(terms)].map((term) => [term.term, term]));
}

type Counts = Readonly<Record<Field, ReadonlyMap<string, number>>>;

function postingsOf(sops: readonly IndexedTexts[]): Map<string, Posting> {
  const counts = sops.map(countsOf);
  const means = meanLengths(counts);
  const lists = new Map<string, { sops: number[]; weights: number[] }>();
  counts.forEach((count, sop) => {
    for (const [term, weight] of weightsOf(count, means)) {
      const list = lists.get(term) ?? { sops: [], weights: [] };
      list.sops.push(sop);
      list.weights.push(weight / (SATURATION + weight));
      lists.set(term, list);
    }
  });
  const rarest = idf(1, sops.length);
  const postings = new Map<string, Posting>();
  for (const [term, list] of lists) {
    postings.set(term, {
      rarity: idf(list.sops.length, sops.length) / rarest,
      sops: Int32Array.from(list.sops),
      weights: Float32Array.from(list.weights),
    });
  }
  return postings;
}

const idf = (having: number, all: number): number =>
  Math.log(1 + (all - having + 0.5) / (having + 0.5));

function countsOf({ title, keywords, steps }: IndexedTexts): Counts {
  const phrases = (texts: readonly string[]): Term[] =>
    texts.map(termsOf).flatMap((terms) => [...terms, ...neighboursOf(terms)]);
  return {
    title: counted(phrases([title])),
    keywords: counted(phrases(keywords)),
    steps: counted(steps.flatMap(termsOf)),
  };
}

function counted(terms: readonly Term[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { term } of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

const lengthOf = (field: ReadonlyMap<string, number>): number =>
  [...field.values()].reduce((sum, count) => sum + count, 0);

function meanLengths(counts: readonly Counts[]): Record<Field, number> {
  const mean = (field: Field): number =>
    counts.reduce((sum, count) => sum + lengthOf(count[field]), 0) / counts.length;
  return { title: mean('title'), keywords: mean('keywords'), steps: mean('steps') };
}

function weightsOf(counts: Counts, means: Record<Field, number>): Map<string, number> {
  const weights = new Map<string, number>();
  for (const field of FIELDS) {
    const relative = lengthOf(counts[field]) / (means[field] || 1);
    const lightening = 1 - LENGTH_SHARE + LENGTH_SHARE * relative;
    for (const [term, count] of counts[field])
      weights.set(term, (weights.get(term) ?? 0) + (FIELD_WEIGHTS[field] * count) / lightening);
  }
  return weights;
}
