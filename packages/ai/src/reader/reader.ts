import type { Priority } from '@frontdesk/core/entities';
import { featuresOf } from './features.ts';
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

/**
 * Reads what a customer wants, in which language and how urgently, in well under a millisecond, without a network, a key
 * or a file. What it knows comes from `trainReader`.
 */
export class Reader {
  readonly #model: Model | null;
  readonly #vocabulary: Vocabulary | null;

  private constructor(model: Model | null) {
    this.#model = model;
    this.#vocabulary = model && new Vocabulary(model.hashes, model.idf);
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
    return sizeOf(this.#model.network) + this.#vocabulary.byteLength;
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
    const chances = softmax(scoresOf(network, vector), calibration.temperature);
    const ranked = this.intents
      .map((intent, at) => ({ intent, confidence: chances[at] ?? 0 }))
      .toSorted((a, b) => b.confidence - a.confidence);
    const { intent, confidence } = ranked[0] ?? nothing;
    const alternatives = ranked.slice(1, 1 + MAX_ALTERNATIVES);
    return { intent, confidence, alternatives, unsure: confidence < calibration.threshold };
  }
}

function sizeOf({ first, scales, firstBias, second, secondBias }: PackedWeights): number {
  return [first, scales, firstBias, second, secondBias].reduce(
    (sum, part) => sum + part.byteLength,
    0,
  );
}
