import { BACKGROUND } from './background.ts';
import { type Features, featuresOf } from './features.ts';
import type { Lesson } from './train-network.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A text's features and the number of its intent. */
export type LabelledText = { readonly features: Features; readonly label: number };

/** Of texts that belong to no intent, as many as the examples, but no fewer than this: few examples, little work. */
const LEAST_STRANGERS = 60;

let background: readonly Features[] | null = null;

/** Texts that belong to no intent, as many as go with so many examples, of every kind and language. */
export function strangersFor(examples: number): readonly Features[] {
  background ??= BACKGROUND.map(featuresOf);
  const step = Math.max(1, background.length / Math.max(LEAST_STRANGERS, examples));
  return background.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}

/** Lessons of the intents' own texts; and of strangers as one output more, the last, that weighs as much as an intent. */
export function lessonsOf(
  own: readonly LabelledText[],
  strangers: readonly Features[],
  { vocabulary, intents }: { vocabulary: Vocabulary; intents: number },
): Lesson[] {
  const usual = own.length / Math.max(1, intents);
  const weight = Math.min(1, usual / Math.max(1, strangers.length));
  const lesson = (features: Features, label: number, weight: number): Lesson => ({
    vector: vocabulary.vectorOf(features),
    label,
    weight,
  });
  return [
    ...own.map(({ features, label }) => lesson(features, label, 1)),
    ...strangers.map((features) => lesson(features, intents, weight)),
  ];
}
