import type { Priority } from '@frontdesk/core/entities';
import { LEAST_CHANCE, bestOf, surenessOf } from './calibrate.ts';
import { featuresOf } from './features.ts';
import { textKey } from './known-texts.ts';
import { languageOf } from './language.ts';
import { type Model, decodeModel } from './model-file.ts';
import { type PackedWeights, scoresOf, softmax } from './network.ts';
import { urgencyOf } from './urgency.ts';
import { Vocabulary } from './vocabulary.ts';

export type Reading = {
  /** The best guess, also where `unsure` is set; null where there is nothing to guess from. */
  readonly intent: string | null;
  /** How likely the guess is right, 0–1, calibrated on texts that the model had not learnt from. */
  readonly confidence: number;
  /** The next best, at most three, best first. */
  readonly alternatives: readonly { readonly intent: string; readonly confidence: number }[];
  /** Too doubtful to act on: ask a person. */
  readonly unsure: boolean;
  /** ISO 639-1; null where it cannot be told. */
  readonly language: string | null;
  readonly urgency: Priority;
};

const MAX_ALTERNATIVES = 3;
/** Of an entry of a map from number to number, the key boxed; about. */
const BYTES_PER_TEXT = 48;
/** A few examples in a hundred stand under a wrong intent. */
const TAUGHT_CONFIDENCE = 0.95;

/**
 * Reads what a customer wants, in which language and how urgently, in well under a millisecond, without a network, a key
 * or a file. What it knows comes from `trainReader`.
 */
export class Reader {
  readonly #model: Model | null;
  readonly #vocabulary: Vocabulary | null;
  /** The numbers of the intents of texts that were examples, by `textKey`. */
  readonly #labels: ReadonlyMap<number, number>;

  private constructor(model: Model | null) {
    this.#model = model;
    this.#vocabulary = model && new Vocabulary(model.hashes, model.idf);
    const labels = model?.known.labels;
    this.#labels = new Map(
      Array.from(model?.known.keys ?? [], (key, at) => [key, labels?.[at] ?? 0]),
    );
  }

  /** From the bytes that `trainReader` gave. Throws `ModelUnreadable` for damaged ones and those of another version. */
  static load(bytes: Uint8Array): Reader {
    return new Reader(decodeModel(bytes));
  }

  /** Knows no intent and is unsure of every text; tells language and urgency. */
  static untrained(): Reader {
    return new Reader(null);
  }

  get intents(): readonly string[] {
    return this.#model?.intents ?? [];
  }

  /** Memory that the model takes, in bytes. */
  get byteLength(): number {
    if (!this.#model || !this.#vocabulary) return 0;
    const texts = this.#labels.size * BYTES_PER_TEXT;
    return sizeOf(this.#model.network) + this.#vocabulary.byteLength + texts;
  }

  read(text: string): Reading {
    return { ...this.#intentOf(text), language: languageOf(text), urgency: urgencyOf(text) };
  }

  #intentOf(text: string): Omit<Reading, 'language' | 'urgency'> {
    const nothing = { intent: null, confidence: 0, alternatives: [], unsure: true };
    if (!this.#model || !this.#vocabulary || this.intents.length < 2) return nothing;
    const vector = this.#vocabulary.vectorOf(featuresOf(text));
    if (vector.ids.length === 0) return nothing;
    const { network, calibration } = this.#model;
    const scores = scoresOf(network, vector);
    const known = this.#labels.get(textKey(text) ?? Number.NaN);
    const chances = taught(softmax(scores, calibration.temperature), known);
    const ranked = this.intents
      .map((intent, at) => ({ intent, confidence: chances[at] ?? 0 }))
      .toSorted((a, b) => b.confidence - a.confidence);
    const { intent, confidence } = ranked[0] ?? nothing;
    const alternatives = ranked.slice(1, 1 + MAX_ALTERNATIVES);
    const sureness = surenessOf({ chance: confidence, score: bestOf(scores) }, calibration);
    const isDoubtful = confidence < LEAST_CHANCE || sureness < calibration.leastSureness;
    const unsure = known === undefined && isDoubtful;
    return { intent, confidence, alternatives, unsure };
  }
}

/** A text that was an example word for word is read as what it was called there. */
function taught(chances: Float64Array, label: number | undefined): Float64Array {
  if (label === undefined || (chances[label] ?? 0) >= TAUGHT_CONFIDENCE) return chances;
  const rest = 1 - (chances[label] ?? 0);
  return chances.map((chance, at) =>
    at === label ? TAUGHT_CONFIDENCE : (chance / rest) * (1 - TAUGHT_CONFIDENCE),
  );
}

function sizeOf({ first, scales, firstBias, second, secondBias }: PackedWeights): number {
  return [first, scales, firstBias, second, secondBias].reduce(
    (sum, part) => sum + part.byteLength,
    0,
  );
}
