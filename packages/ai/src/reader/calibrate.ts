import { softmax } from './network.ts';

/** How the network judged a text that it had not learnt from. */
export type Trial = {
  /** Of the intents, and last of what belongs to none. */
  readonly scores: Float64Array;
  /** The number of the right intent; -1 where the text belongs to none of them. */
  readonly label: number;
};

/** What makes probabilities and doubts out of scores; chosen on trials alone. */
export type Calibration = {
  /** Divides the scores before the softmax, so that of all texts read with 0.8, four in five are read rightly. */
  readonly temperature: number;
  /** The mean score of the best intent. */
  readonly usualScore: number;
  /** Log odds that a text of the usual score needs; below, the reader says that it is not sure. */
  readonly leastSureness: number;
};

/** Where there is nothing to calibrate on: sure when the best intent is likelier than all others together. */
const UNCALIBRATED: Calibration = {
  temperature: 1,
  usualScore: 0,
  leastSureness: 0,
};

const TEMPERATURES = Array.from({ length: 60 }, (_, at) => 0.25 * 1.05 ** at);

/** As many trials' worth of doubt that a temperature far from 1 is right: a handful of lucky trials proves little. */
const TEMPERATURE_PRIOR = 10;

/** Of the texts that are read rightly, this share is never called unsure, whatever else it would prevent. */
const LEAST_KEPT = 0.9;
/** Asking a person about a text that was read rightly, beside acting on a wrong reading, which costs 1. */
const UNSURE_COST = 0.5;
/** Odds beyond this are not told apart: e^8 to one. */
const MOST_LOG_ODDS = 8;

/** Temperature by the likelihood of the right intents; what is unsure by the least cost over all trials. */
export function calibrate(trials: readonly Trial[]): Calibration {
  const known = trials.filter(({ label }) => label >= 0);
  if (known.length === 0) return UNCALIBRATED;
  const temperature = leastBy(TEMPERATURES, (each) => surprise(known, each));
  const usualScore = known.reduce((sum, { scores }) => sum + bestOf(scores), 0) / known.length;
  const scale = { temperature, usualScore };
  const judged = trials.map((trial) => judge(trial, scale));
  const leastSureness = leastBy(limitsFor(judged), (each) => costOf(judged, each));
  return { ...scale, leastSureness };
}

/**
 * How much the best intent's plain score counts beside its log odds. The odds only compare the intents with each other; the
 * score is low where a text resembles none of them.
 */
const SCORE_WEIGHT = 0.5;

/** A guess that is more likely wrong than right is never sure, whatever the trials say. */
export const LEAST_CHANCE = 0.5;

/** How sure a reading is, in the unit of `leastSureness`. */
export function surenessOf(
  { chance, score }: { chance: number; score: number },
  { usualScore }: Scale,
): number {
  const logOdds = Math.log(chance / Math.max(Number.EPSILON, 1 - chance));
  return Math.min(MOST_LOG_ODDS, logOdds) + SCORE_WEIGHT * (score - usualScore);
}

type Scale = Omit<Calibration, 'leastSureness'>;

type Judged = {
  readonly sureness: number;
  /** Unsure whatever its sureness. */
  readonly isDoubtful: boolean;
  readonly isRight: boolean;
  readonly belongs: boolean;
};

function judge({ scores, label }: Trial, scale: Scale): Judged {
  const chances = softmax(scores, scale.temperature);
  const best = { chance: bestOf(chances), score: bestOf(scores) };
  return {
    sureness: surenessOf(best, scale),
    isDoubtful: best.chance < LEAST_CHANCE,
    isRight: chances[label] === best.chance,
    belongs: label >= 0,
  };
}

/** The highest among the intents, which is all but the last. */
export const bestOf = (values: Float64Array): number =>
  values.subarray(0, -1).reduce((most, value) => Math.max(most, value), -Infinity);

/** Mean negative log-likelihood of the right outputs. */
function surprise(trials: readonly Trial[], temperature: number): number {
  let sum = TEMPERATURE_PRIOR * Math.log(temperature) ** 2;
  for (const { scores, label } of trials)
    sum -= Math.log((softmax(scores, temperature)[label] ?? 0) + Number.EPSILON);
  return sum / trials.length;
}

/** A hundred places for the limit, from calling nothing unsure up to where no more may be. */
function limitsFor(judged: readonly Judged[]): number[] {
  const own = judged.filter(({ isRight }) => isRight).map(({ sureness }) => sureness);
  const sorted = own.toSorted((a, b) => a - b);
  const places = Array.from({ length: 101 }, (_, at) => (at / 100) * (1 - LEAST_KEPT));
  return places.map((share) => sorted[Math.floor(share * sorted.length)] ?? 0);
}

/** Texts of an intent and texts of none weigh the same in sum, however many there are of each. */
function costOf(judged: readonly Judged[], leastSureness: number): number {
  const costs = { own: 0, strange: 0 };
  const counts = { own: 0, strange: 0 };
  for (const { sureness, isDoubtful, isRight, belongs } of judged) {
    const kind = belongs ? 'own' : 'strange';
    counts[kind] += 1;
    if (isDoubtful || sureness < leastSureness) costs[kind] += isRight ? UNSURE_COST : 0;
    else costs[kind] += isRight ? 0 : 1;
  }
  return costs.own / Math.max(1, counts.own) + costs.strange / Math.max(1, counts.strange);
}

function leastBy(candidates: readonly number[], costOfEach: (candidate: number) => number): number {
  const costs = candidates.map((candidate) => ({ candidate, cost: costOfEach(candidate) }));
  return costs.reduce((least, each) => (each.cost < least.cost ? each : least)).candidate;
}
