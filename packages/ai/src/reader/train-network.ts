import type { Weights } from './network.ts';
import { seededRandom, shuffle } from './seeded-random.ts';
import type { Vector } from './vocabulary.ts';

/** What a network learns from: a vector and the number of its intent each. */
export type Lesson = { readonly vector: Vector; readonly label: number };

export type Schooling = {
  /** Features that a vector's ids may name. */
  readonly features: number;
  readonly outputs: number;
  readonly hidden: number;
  /** Times that every example is gone through. */
  readonly epochs: number;
};

/** Share of a text's features that is hidden from the network at each look: it must not lean on any one of them. */
const INPUT_DROPOUT = 0.5;
const HIDDEN_DROPOUT = 0.3;
/** Labels of real data are wrong now and then; nothing is learnt as quite certain. */
const LABEL_SMOOTHING = 0.1;
const FIRST_STEP = 0.4;
/** The other parameters see every example, the first layer's rows only theirs: they take smaller steps. */
const SECOND_SHARE = 0.0375;
const BIAS_SHARE = 0.0125;
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
  /** Of the example at hand: where the rows of its features begin, their values, and how many are looked at. */
  readonly #rows: Int32Array;
  readonly #values: Float32Array;
  readonly #active: Float32Array;
  /** What a change of each hidden unit's sum changes in its output: 0 where it is off. */
  readonly #gates: Float32Array;
  readonly #hiddenErrors: Float32Array;
  readonly #errors: Float32Array;

  constructor(lessons: readonly Lesson[], { features, outputs, hidden }: Schooling) {
    const longest = lessons.reduce((most, { vector }) => Math.max(most, vector.ids.length), 0);
    this.#rows = new Int32Array(longest);
    this.#values = new Float32Array(longest);
    this.#active = new Float32Array(hidden);
    this.#gates = new Float32Array(hidden);
    this.#hiddenErrors = new Float32Array(hidden);
    this.#errors = new Float32Array(outputs);
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

  learn({ vector, label }: Lesson, step: number): void {
    const seen = this.#look(vector);
    this.#feedForward(seen);
    this.#measureErrors(label);
    this.#teachSecond(step);
    this.#teachFirst(seen, step);
  }

  /** How many features this look at the text lets through. */
  #look({ ids, values }: Vector): number {
    const scale = 1 / Math.sqrt(1 - INPUT_DROPOUT);
    let seen = 0;
    for (let at = 0; at < ids.length; at += 1) {
      if (this.random() < INPUT_DROPOUT) continue;
      this.#rows[seen] = (ids[at] ?? 0) * this.weights.hidden;
      this.#values[seen] = (values[at] ?? 0) * scale;
      seen += 1;
    }
    return seen;
  }

  #feedForward(seen: number): void {
    const { hidden, outputs, first, firstBias, second, secondBias } = this.weights;
    const active = this.#active;
    active.set(firstBias);
    for (let at = 0; at < seen; at += 1) {
      const value = this.#values[at] ?? 0;
      for (let unit = 0, from = this.#rows[at] ?? 0; unit < hidden; unit += 1, from += 1)
        active[unit] = (active[unit] ?? 0) + value * (first[from] ?? 0);
    }
    const errors = this.#errors;
    errors.set(secondBias);
    for (let unit = 0; unit < hidden; unit += 1) {
      const isOn = (active[unit] ?? 0) > 0 && this.random() >= HIDDEN_DROPOUT;
      this.#gates[unit] = isOn ? 1 / (1 - HIDDEN_DROPOUT) : 0;
      const value = isOn ? (active[unit] ?? 0) / (1 - HIDDEN_DROPOUT) : 0;
      active[unit] = value;
      if (!isOn) continue;
      for (let output = 0, from = unit * outputs; output < outputs; output += 1, from += 1)
        errors[output] = (errors[output] ?? 0) + value * (second[from] ?? 0);
    }
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
    const { hidden, outputs, second, secondBias } = this.weights;
    const errors = this.#errors;
    for (let unit = 0; unit < hidden; unit += 1) {
      const gate = this.#gates[unit] ?? 0;
      this.#hiddenErrors[unit] = 0;
      if (gate === 0) continue;
      const change = step * SECOND_SHARE * (this.#active[unit] ?? 0);
      let error = 0;
      for (let output = 0, at = unit * outputs; output < outputs; output += 1, at += 1) {
        const weight = second[at] ?? 0;
        const off = errors[output] ?? 0;
        error += weight * off;
        second[at] = weight - change * off;
      }
      this.#hiddenErrors[unit] = error * gate;
    }
    for (let output = 0; output < outputs; output += 1)
      secondBias[output] = (secondBias[output] ?? 0) - step * BIAS_SHARE * (errors[output] ?? 0);
  }

  #teachFirst(seen: number, step: number): void {
    const { hidden, first, firstBias } = this.weights;
    const errors = this.#hiddenErrors;
    for (let unit = 0; unit < hidden; unit += 1)
      firstBias[unit] = (firstBias[unit] ?? 0) - step * BIAS_SHARE * (errors[unit] ?? 0);
    for (let at = 0; at < seen; at += 1) {
      const change = step * (this.#values[at] ?? 0);
      for (let unit = 0, to = this.#rows[at] ?? 0; unit < hidden; unit += 1, to += 1)
        first[to] = (first[to] ?? 0) - change * (errors[unit] ?? 0);
    }
  }
}
