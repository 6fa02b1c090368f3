import { LEAST_CHANCE, type Trial, bestOf, calibrate } from './calibrate.ts';
import { featuresOf } from './features.ts';
import { textKey } from './known-texts.ts';
import { type LabelledText, lessonsOf, strangersFor } from './lessons.ts';
import { encodeModel } from './model-file.ts';
import { packed } from './network.ts';
import { schoolingFor } from './schooling.ts';
import { trainNetwork } from './train-network.ts';
import { tryOut } from './try-out.ts';
import { Vocabulary } from './vocabulary.ts';

export type Example = { readonly intent: string; readonly text: string };

export type TrainedReader = {
  /** What `Reader.load` takes. */
  readonly bytes: Uint8Array;
  readonly metrics: {
    /** Examples that were learnt from: without empty and repeated ones. */
    readonly examples: number;
    readonly intents: number;
    /** Share of held-back examples read rightly, 0–1; null where there were too few to hold any back. */
    readonly accuracy: number | null;
    /** The confidence that a text needs which resembles the examples as much as most do; below, it is unsure. 0.5 at least. */
    readonly threshold: number;
    readonly ms: number;
  };
};

/**
 * Trains a reader; synchronous, and seconds of work: see `trainInThread`. The same examples in the same order give the
 * same bytes. Of a text that stands under several intents the last one counts, so that a correction overrules what was
 * there. With fewer than two intents the reader is always unsure.
 */
export function trainReader(examples: readonly Example[]): TrainedReader {
  const started = performance.now();
  const { examples: learnt, keys } = distinct(examples);
  const intents = [...new Set(learnt.map(({ intent }) => intent))].toSorted(byCodeUnits);
  const numberOf = new Map(intents.map((intent, number) => [intent, number]));
  const texts = learnt.map(({ intent, text }) => ({
    features: featuresOf(text),
    label: numberOf.get(intent) ?? 0,
  }));
  const trials = intents.length < 2 ? [] : tryOut(texts, intents.length);
  const calibration = calibrate(trials);
  const known = { keys, labels: Uint16Array.from(texts, ({ label }) => label) };
  const model = trainModel(texts, intents.length);
  const bytes = encodeModel({ intents, calibration, known, ...model });
  const metrics = {
    examples: texts.length,
    intents: intents.length,
    accuracy: accuracyOf(trials),
    threshold: Math.max(LEAST_CHANCE, 1 / (1 + Math.exp(-calibration.leastSureness))),
    ms: Math.round(performance.now() - started),
  };
  return { bytes, metrics };
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Without texts that have no word, and each text once, under the intent that it was given last. */
function distinct(examples: readonly Example[]): { examples: Example[]; keys: Float64Array } {
  const byKey = new Map<number, Example>();
  for (const example of examples) {
    const key = textKey(example.text);
    if (key !== null) byKey.set(key, example);
  }
  return { examples: [...byKey.values()], keys: Float64Array.from(byKey.keys()) };
}

function trainModel(texts: readonly LabelledText[], intents: number) {
  const plan = schoolingFor({ texts: texts.length, intents }, 'use');
  const vocabulary = Vocabulary.of(
    texts.map(({ features }) => features),
    plan.features,
  );
  const lessons = lessonsOf(texts, strangersFor(texts.length), { vocabulary, intents });
  const size = { ...plan, features: vocabulary.hashes.length, outputs: intents + 1 };
  const network = packed(trainNetwork(lessons, size));
  return { hashes: vocabulary.hashes, idf: vocabulary.weights, network };
}

function accuracyOf(trials: readonly Trial[]): number | null {
  const known = trials.filter(({ label }) => label >= 0);
  if (known.length === 0) return null;
  const right = known.filter(({ scores, label }) => bestOf(scores) === scores[label]);
  return right.length / known.length;
}
