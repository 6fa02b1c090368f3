import type { Reading } from '../reader/reader.ts';
import { becauseOf } from './because.ts';
import { type Hit, SopIndex, queryOf } from './sop-index.ts';

export type MatchableSop = {
  readonly id: string;
  readonly title: string;
  /** The intent's name, as the reading says it. */
  readonly intent: string | null;
  readonly keywords: readonly string[];
  /** Plain texts. */
  readonly steps: readonly string[];
  /** Decides between two that fit alike; the higher one comes first. */
  readonly priority: number;
};

export type SopMatch = {
  readonly sopId: string;
  /** How likely the procedure is the right one, 0 to 1. */
  readonly score: number;
  /** One plain sentence; quotes no more of the message than the terms. */
  readonly because: string;
  /** The message was read as the procedure's intent. */
  readonly intentMatched: boolean;
  /** What the message shares with the procedure, as it stands in the message but folded; the most telling first. */
  readonly terms: readonly string[];
};

type Read = Pick<Reading, 'intent' | 'confidence' | 'alternatives' | 'unsure'>;

/** A match below this is more likely wrong than right: no procedure fits. */
export const MATCHES_FROM = 0.5;

const DEFAULT_LIMIT = 5;
/** Below this a procedure is not worth a mention. */
const LEAST_SCORE = 0.02;
/** Scores no further apart than this are alike, and the authors' priority decides. */
const NEAR_TIE = 0.03;
/** Of an unsure reading's chances, this share counts. */
const UNSURE_SHARE = 0.4;
/** Shared words of this worth, in fully telling words, are half of all that words can say. */
const HALF_LEXICAL = 0.6;
/** An intent less likely than this does not explain a match. */
const LEAST_CHANCE = 0.1;

/** Of a logistic regression; what they were fitted on stands in docs/decisions/2026-11-20-sop-matching.md. */
const WEIGHTS = {
  bias: -4.6,
  /** The chance of the procedure's intent. */
  intent: 0.5,
  /** The same, for the procedure of that intent whose words fit best; shared where several fit alike. */
  bestOfIntent: 5.2,
  /** Words shared with the message. */
  lexical: 2,
  /** The same, relative to the procedure that shares most. */
  mostWords: 4,
  /** The message was read as something else. */
  otherIntent: -2,
  /** A reader was asked: what it does not say of the procedure's intent speaks against it. Without one, words alone decide. */
  asked: -0.8,
} as const;

/**
 * Finds the procedure for a message by the words that they share, in several languages, and by what the reader takes the
 * message for. Everything is built at once; a changed procedure means a new matcher.
 */
export class SopMatcher {
  readonly #sops: readonly MatchableSop[];
  readonly #index: SopIndex;
  /** The places of each intent's procedures. */
  readonly #ofIntent: ReadonlyMap<string, readonly number[]>;

  constructor(sops: readonly MatchableSop[]) {
    this.#sops = sops;
    this.#index = new SopIndex(sops);
    const places = sops.map((_, at) => at);
    const ofIntent = Map.groupBy(places, (at) => sops[at]?.intent ?? '');
    ofIntent.delete('');
    this.#ofIntent = ofIntent;
  }

  /** The best first, at most `limit`. Those below {@link MATCHES_FROM} are there to be looked at, not to be proposed. */
  match(text: string, reading: Read, limit = DEFAULT_LIMIT): SopMatch[] {
    const terms = queryOf(text);
    const lexical = this.#index.score(terms);
    const chances = chancesOf(reading);
    const best = this.#bestOfIntents(chances, lexical);
    const most = lexical.reduce((a, b) => Math.max(a, b), 0);
    const scored = this.#sops.flatMap((sop, at) => {
      const words = lexical[at] ?? 0;
      const chance = chanceOf(sop, chances);
      const evidence = {
        chance,
        ofBest: best.get(at) ?? 0,
        lexical: words / (words + HALF_LEXICAL),
        relative: most > 0 ? words / most : 0,
        asked: sop.intent === null || reading.intent === null ? 0 : 1,
        against: sop.intent === reading.intent ? 0 : counted(reading, reading.confidence),
      };
      const score = scoreOf(evidence);
      return score < LEAST_SCORE ? [] : [{ sop, at, score }];
    });
    return ranked(scored)
      .slice(0, Math.max(0, limit))
      .map(({ sop, at, score }) => {
        const shared = wordsOf(this.#index.hits(terms, at));
        const chance = chanceOf(sop, chances);
        const intent = chance >= LEAST_CHANCE ? sop.intent : null;
        return {
          sopId: sop.id,
          score,
          because: becauseOf({ intent, reading, terms: shared }),
          intentMatched: sop.intent !== null && sop.intent === reading.intent,
          terms: shared,
        };
      });
  }

  /** Of each likely intent, the procedures whose words fit best, with their share of the intent's chance. */
  #bestOfIntents(chances: ReadonlyMap<string, number>, lexical: Float64Array): Map<number, number> {
    const shares = new Map<number, number>();
    for (const [intent, chance] of chances) {
      const places = this.#ofIntent.get(intent) ?? [];
      const most = places.reduce((most, at) => Math.max(most, lexical[at] ?? 0), 0);
      const best = places.filter((at) => lexical[at] === most);
      for (const at of best) shares.set(at, chance / best.length);
    }
    return shares;
  }
}

const counted = ({ unsure }: Read, confidence: number): number =>
  unsure ? confidence * UNSURE_SHARE : confidence;

function chancesOf(reading: Read): Map<string, number> {
  const { intent, confidence, alternatives } = reading;
  const all = intent === null ? alternatives : [{ intent, confidence }, ...alternatives];
  return new Map(all.map((each) => [each.intent, counted(reading, each.confidence)]));
}

const chanceOf = ({ intent }: MatchableSop, chances: ReadonlyMap<string, number>): number =>
  intent === null ? 0 : (chances.get(intent) ?? 0);

/** Each 0 to 1. */
type Evidence = {
  readonly chance: number;
  readonly ofBest: number;
  readonly lexical: number;
  readonly relative: number;
  readonly against: number;
  readonly asked: number;
};

function scoreOf({ chance, ofBest, lexical, relative, against, asked }: Evidence): number {
  const sum =
    WEIGHTS.bias +
    WEIGHTS.intent * chance +
    WEIGHTS.bestOfIntent * ofBest +
    WEIGHTS.lexical * lexical +
    WEIGHTS.mostWords * relative * lexical +
    WEIGHTS.otherIntent * against +
    WEIGHTS.asked * asked;
  return 1 / (1 + Math.exp(-sum));
}

type Scored = { readonly sop: MatchableSop; readonly at: number; readonly score: number };

/** By score; those alike to the best that is still to be placed stand by priority among themselves. */
function ranked(scored: readonly Scored[]): Scored[] {
  const rest = scored.toSorted((a, b) => b.score - a.score || a.at - b.at);
  const order: Scored[] = [];
  while (rest.length > 0) {
    const top = rest[0]?.score ?? 0;
    const alike = rest.findIndex(({ score }) => score < top - NEAR_TIE);
    const group = rest.splice(0, alike < 0 ? rest.length : alike);
    order.push(...group.toSorted((a, b) => b.sop.priority - a.sop.priority));
  }
  return order;
}

/** The words behind the hits, the most telling first, none that is a part of another. */
function wordsOf(hits: readonly Hit[]): string[] {
  const counts = new Map<string, number>();
  const whole = hits
    .filter(({ term }) => term.share === 1)
    .map(({ term, counted }) => ({ shown: term.shown, counted }));
  for (const { shown, counted } of [...whole, ...runsOf(hits)])
    counts.set(shown, (counts.get(shown) ?? 0) + counted);
  const words = [...counts].toSorted((a, b) => b[1] - a[1]).map(([word]) => word);
  return words.filter((word) => !words.some((other) => other !== word && other.includes(word)));
}

/** Pairs of characters that follow each other in the message, put together again; a pair alone is no word. */
function runsOf(hits: readonly Hit[]): { shown: string; counted: number }[] {
  const pairs = hits.filter(({ term }) => term.share < 1).toSorted((a, b) => a.term.at - b.term.at);
  const runs: { shown: string; counted: number; end: number }[] = [];
  for (const { term, counted } of pairs) {
    const last = runs.at(-1);
    if (last?.end === term.at) {
      last.shown += [...term.shown].at(-1) ?? '';
      last.counted += counted;
      last.end += 1;
    } else {
      runs.push({ shown: term.shown, counted, end: term.at + 1 });
    }
  }
  return runs.filter(({ shown }) => [...shown].length > 2);
}
