import { softmax } from './network.ts';

/** How the network judged a text that it had not learnt from. */
export type Trial = {
  readonly scores: Float64Array;
  /** The number of the right output; -1 where the text belongs to none of them. */
  readonly label: number;
};

export type Calibration = {
  /** Divides the scores before the softmax, so that of all texts read with 0.8, four in five are read rightly. */
  readonly temperature: number;
  /** Below this confidence the reader says that it is not sure. */
  readonly threshold: number;
};

/** Where there is nothing to calibrate on. */
const UNCALIBRATED: Calibration = { temperature: 1, threshold: 0.5 };

const TEMPERATURES = Array.from({ length: 60 }, (_, at) => 0.25 * 1.05 ** at);
const THRESHOLDS = Array.from({ length: 81 }, (_, at) => 0.1 + at * 0.01);

/** Of the texts that belong to an intent, at least this share must not be called unsure, whatever it costs elsewhere. */
const LEAST_KEPT = 0.85;
/** A wrong reading costs people more than a question back. */
const WRONG_COST = 1;
const UNSURE_COST = 0.6;

/** Temperature by the likelihood of the right intents; the threshold by the least cost over both kinds of text. */
export function calibrate(trials: readonly Trial[]): Calibration {
  const known = trials.filter(({ label }) => label >= 0);
  if (known.length === 0) return UNCALIBRATED;
  const temperature = leastBy(TEMPERATURES, (each) => surprise(known, each));
  const judged = trials.map(({ scores, label }) => judgedBy(scores, label, temperature));
  const allowed = THRESHOLDS.filter((each) => kept(judged, each) >= LEAST_KEPT);
  const threshold = leastBy(allowed.length > 0 ? allowed : [0.1], (each) => cost(judged, each));
  return { temperature, threshold };
}

type Judged = { readonly confidence: number; readonly isRight: boolean; readonly belongs: boolean };

function judgedBy(scores: Float64Array, label: number, temperature: number): Judged {
  const chances = softmax(scores, temperature);
  const confidence = chances.reduce((a, b) => Math.max(a, b), 0);
  return { confidence, isRight: chances[label] === confidence, belongs: label >= 0 };
}

/** As many trials' worth of doubt that a temperature far from 1 is right: a handful of lucky trials proves little. */
const TEMPERATURE_PRIOR = 10;

/** Mean negative log-likelihood. */
function surprise(trials: readonly Trial[], temperature: number): number {
  const sum = trials.reduce(
    (total, { scores, label }) =>
      total - Math.log((softmax(scores, temperature)[label] ?? 0) + 1e-12),
    0,
  );
  return (sum + TEMPERATURE_PRIOR * Math.log(temperature) ** 2) / trials.length;
}

function kept(judged: readonly Judged[], threshold: number): number {
  const own = judged.filter(({ belongs }) => belongs);
  return own.filter(({ confidence }) => confidence >= threshold).length / own.length;
}

/** Texts of an intent and texts of none weigh the same in sum, however many there are of each. */
function cost(judged: readonly Judged[], threshold: number): number {
  const costOf = (each: Judged): number => {
    if (each.confidence < threshold) return each.isRight ? UNSURE_COST : 0;
    return each.isRight ? 0 : WRONG_COST;
  };
  const mean = (some: readonly Judged[]): number =>
    some.reduce((sum, each) => sum + costOf(each), 0) / Math.max(1, some.length);
  return (
    mean(judged.filter(({ belongs }) => belongs)) + mean(judged.filter(({ belongs }) => !belongs))
  );
}

function leastBy(candidates: readonly number[], costOf: (candidate: number) => number): number {
  let best = candidates[0] ?? 0;
  let least = Infinity;
  for (const each of candidates) {
    const own = costOf(each);
    if (own < least) [best, least] = [each, own];
  }
  return best;
}
