import type { Weights } from './network.ts';
import { seededRandom, shuffle } from './seeded-random.ts';
import type { Vector } from './vocabulary.ts';
import { type WeightedRows, addRows, weightedRows } from './weighted-rows.ts';

/** What a network learns from: a vector, the number of its output, and how much it counts, 1 for most. */
export type Lesson = { readonly vector: Vector; readonly label: number; readonly weight: number };

export type Schooling = {
  /** Features that a vector's ids may name. */
  readonly features: number;
  readonly outputs: number;
  readonly hidden: number;
  /** Times that every example is gone through. */
  readonly epochs: number;
};

/** Share of a text's features that is hidden from the network at each look: it must not lean on any one of them. */
const INPUT_DROPOUT = 0.6;
const HIDDEN_DROPOUT = 0.3;
/** Labels of real data are wrong now and then; nothing is learnt as quite certain. */
const LABEL_SMOOTHING = 0.1;
const FIRST_STEP = 0.4;
/** The other parameters learn from every example, the first layer's rows only from theirs: they take smaller steps. */
const SECOND_SHARE = 1 / 8;
const BIAS_SHARE = 1 / 80;
const SEED = 20_261_120;

/**
 * A network with one hidden layer (ReLU, softmax), by stochastic gradient descent with a step that falls to zero. The same
 * lessons give the same weights, to the bit.
 */
export function trainNetwork(lessons: readonly Lesson[], schooling: Schooling): Weights {
  const trainer = new Trainer(lessons, schooling);
  const order = Int32Array.from(lessons, (_, at) => at);
  const total = lessons.length * schooling.epochs;
  let done = 0;
  for (let epoch = 0; epoch < schooling.epochs; epoch += 1) {
    shuffle(order, trainer.random);
    for (const at of order) {
      const lesson = lessons[at];
      if (lesson) trainer.learn(lesson, FIRST_STEP * (1 - done / total));
      done += 1;
    }
  }
  return trainer.weights;
}

class Trainer {
  readonly weights: Weights;
  readonly random = seededRandom(SEED);
  /** The rows of the features and of the hidden units that this look at an example goes through. */
  readonly #seen: WeightedRows;
  readonly #awake: WeightedRows;
  readonly #sums: Float32Array;
  /** The numbers of those hidden units. */
  readonly #units: Int32Array;
  /** How far each output is off, and each of those hidden units. */
  readonly #errors: Float32Array;
  readonly #hiddenErrors: Float32Array;

  constructor(lessons: readonly Lesson[], { features, outputs, hidden }: Schooling) {
    this.#seen = weightedRows(
      lessons.reduce((most, { vector }) => Math.max(most, vector.ids.length), 0),
    );
    this.#awake = weightedRows(hidden);
    this.#units = new Int32Array(hidden);
    this.#sums = new Float32Array(hidden);
    this.#errors = new Float32Array(outputs);
    this.#hiddenErrors = new Float32Array(hidden);
    const spread = Math.sqrt(6 / (hidden + outputs));
    this.weights = {
      hidden,
      outputs,
      first: new Float32Array(features * hidden).map(() => (this.random() - 0.5) * 0.3),
      firstBias: new Float32Array(hidden),
      second: new Float32Array(hidden * outputs).map(() => (this.random() * 2 - 1) * spread),
      secondBias: new Float32Array(outputs),
    };
  }

  learn({ vector, label, weight }: Lesson, rate: number): void {
    const step = rate * weight;
    this.#look(vector);
    this.#feedForward();
    this.#measureErrors(label);
    this.#teachSecond(step);
    this.#teachFirst(step);
  }

  #look({ ids, values }: Vector): void {
    const seen = this.#seen;
    const { hidden } = this.weights;
    // Scaled by less than the share left out: the vector's length, not its sum, is what stays about the same.
    const scale = 1 / Math.sqrt(1 - INPUT_DROPOUT);
    let count = 0;
    for (let at = 0; at < ids.length; at += 1) {
      if (this.random() < INPUT_DROPOUT) continue;
      seen.starts[count] = (ids[at] ?? 0) * hidden;
      seen.values[count] = (values[at] ?? 0) * scale;
      count += 1;
    }
    seen.count = count;
  }

  #feedForward(): void {
    const { hidden, outputs, first, firstBias, second, secondBias } = this.weights;
    const awake = this.#awake;
    this.#sums.set(firstBias);
    addRows(this.#sums, first, this.#seen);
    let count = 0;
    for (let unit = 0; unit < hidden; unit += 1) {
      const sum = this.#sums[unit] ?? 0;
      if (sum <= 0 || this.random() < HIDDEN_DROPOUT) continue;
      this.#units[count] = unit;
      awake.starts[count] = unit * outputs;
      awake.values[count] = sum / (1 - HIDDEN_DROPOUT);
      count += 1;
    }
    awake.count = count;
    this.#errors.set(secondBias);
    addRows(this.#errors, second, awake);
  }

  /** Turns the scores into how far each probability is off. */
  #measureErrors(label: number): void {
    const errors = this.#errors;
    const { outputs } = this.weights;
    let most = -Infinity;
    for (const score of errors) most = Math.max(most, score);
    let sum = 0;
    for (let output = 0; output < outputs; output += 1) {
      const grown = Math.exp((errors[output] ?? 0) - most);
      errors[output] = grown;
      sum += grown;
    }
    for (let output = 0; output < outputs; output += 1) {
      const wanted = LABEL_SMOOTHING / outputs + (output === label ? 1 - LABEL_SMOOTHING : 0);
      errors[output] = (errors[output] ?? 0) / sum - wanted;
    }
  }

  /** Also measures the hidden units' errors, from the weights before they change. */
  #teachSecond(step: number): void {
    const { outputs, second, secondBias } = this.weights;
    const { starts, values, count } = this.#awake;
    const errors = this.#errors;
    for (let at = 0; at < count; at += 1) {
      const start = starts[at] ?? 0;
      const change = step * SECOND_SHARE * (values[at] ?? 0);
      let error = 0;
      for (let output = 0; output < outputs; output += 1) {
        const weight = second[start + output] ?? 0;
        const off = errors[output] ?? 0;
        error += weight * off;
        second[start + output] = weight - change * off;
      }
      this.#hiddenErrors[at] = error / (1 - HIDDEN_DROPOUT);
    }
    for (let output = 0; output < outputs; output += 1)
      secondBias[output] = (secondBias[output] ?? 0) - step * BIAS_SHARE * (errors[output] ?? 0);
  }

  /** Goes through the units that were awake alone: they are a third of all. */
  #teachFirst(step: number): void {
    const { first, firstBias } = this.weights;
    const { starts, values, count } = this.#seen;
    const units = this.#units;
    const errors = this.#hiddenErrors;
    const awake = this.#awake.count;
    for (let at = 0; at < awake; at += 1) {
      const unit = units[at] ?? 0;
      firstBias[unit] = (firstBias[unit] ?? 0) - step * BIAS_SHARE * (errors[at] ?? 0);
    }
    for (let at = 0; at < count; at += 1) {
      const start = starts[at] ?? 0;
      const change = step * (values[at] ?? 0);
      for (let each = 0; each < awake; each += 1) {
        const to = start + (units[each] ?? 0);
        first[to] = (first[to] ?? 0) - change * (errors[each] ?? 0);
      }
    }
  }
}
