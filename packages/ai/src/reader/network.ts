import type { Vector } from './vocabulary.ts';

/** Weights of a trained network, in full precision. */
export type Weights = {
  readonly hidden: number;
  readonly outputs: number;
  /** One row of `hidden` per feature. */
  readonly first: Float32Array;
  readonly firstBias: Float32Array;
  /** One row of `outputs` per hidden unit. */
  readonly second: Float32Array;
  readonly secondBias: Float32Array;
};

/** Weights as they are kept: the first layer, nearly all of a model, in a byte each with one scale per feature. */
export type PackedWeights = Omit<Weights, 'first'> & {
  readonly first: Int8Array;
  readonly scales: Float32Array;
};

export function packed({ first, ...rest }: Weights): PackedWeights {
  const features = first.length / rest.hidden;
  const bytes = new Int8Array(first.length);
  const scales = new Float32Array(features);
  for (let feature = 0; feature < features; feature += 1) {
    const row = first.subarray(feature * rest.hidden, (feature + 1) * rest.hidden);
    const scale = row.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127 || 1;
    scales[feature] = scale;
    row.forEach((weight, unit) => {
      bytes[feature * rest.hidden + unit] = Math.round(weight / scale);
    });
  }
  return { ...rest, first: bytes, scales };
}

/** One score per output; their softmax is the model's raw opinion. Costs features × hidden multiplications. */
export function scoresOf(weights: PackedWeights, { ids, values }: Vector): Float64Array {
  const { hidden, outputs, first, scales, second } = weights;
  const sums = Float64Array.from(weights.firstBias);
  for (let at = 0; at < ids.length; at += 1) {
    const id = ids[at] ?? 0;
    const value = (values[at] ?? 0) * (scales[id] ?? 0);
    for (let unit = 0, from = id * hidden; unit < hidden; unit += 1, from += 1)
      sums[unit] = (sums[unit] ?? 0) + value * (first[from] ?? 0);
  }
  const scores = Float64Array.from(weights.secondBias);
  for (let unit = 0; unit < hidden; unit += 1) {
    const value = sums[unit] ?? 0;
    if (value <= 0) continue;
    for (let output = 0, from = unit * outputs; output < outputs; output += 1, from += 1)
      scores[output] = (scores[output] ?? 0) + value * (second[from] ?? 0);
  }
  return scores;
}

/** Probabilities from scores, flatter the higher the temperature. */
export function softmax(scores: Float64Array, temperature: number): Float64Array {
  const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const grown = scores.map((score) => Math.exp((score - most) / temperature));
  const sum = grown.reduce((a, b) => a + b, 0);
  return grown.map((value) => value / sum);
}
