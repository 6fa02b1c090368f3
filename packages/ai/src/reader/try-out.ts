import type { Trial } from './calibrate.ts';
import type { Features } from './features.ts';
import { type LabelledText, lessonsOf, strangersFor } from './lessons.ts';
import { packed, scoresOf } from './network.ts';
import { schoolingFor } from './schooling.ts';
import { trainNetwork } from './train-network.ts';
import { Vocabulary } from './vocabulary.ts';

/** Up to here every text is tried once; of more, one share is enough to calibrate on and the rest would only take time. */
const ALL_TRIED_UP_TO = 2_000;
const SHARES_OF_FEW = 5;
const SHARES_OF_MANY = 8;
const LARGEST_SHARE = 1_500;
/** With fewer intents, leaving one out would leave too little of the task. */
const LEAST_INTENTS_TO_LEAVE_OUT = 4;

/**
 * How networks judge texts that they did not learn from: texts held back from their intents, and all texts of intents that
 * were left out as a whole, which are the likeness of what belongs to no intent. Every network here learns from other texts
 * than the final one, its vocabulary included.
 */
export function tryOut(texts: readonly LabelledText[], intents: number): Trial[] {
  const isFew = texts.length <= ALL_TRIED_UP_TO;
  const shares = isFew
    ? SHARES_OF_FEW
    : Math.max(SHARES_OF_MANY, Math.ceil(texts.length / LARGEST_SHARE));
  const shareOf = sharesWithinIntents(texts, shares);
  const background = strangersFor(texts.length);
  const trials: Trial[] = [];
  for (let round = 0; round < (isFew ? shares : 1); round += 1) {
    const isTried = (_: LabelledText, at: number): boolean => shareOf[at] === round;
    const strangers = {
      learnt: background.filter((_, at) => at % shares !== round),
      tried: background.filter((_, at) => at % shares === round),
    };
    trials.push(...judge(texts, isTried, { intents, strangers }));
    if (intents < LEAST_INTENTS_TO_LEAVE_OUT) continue;
    const isLeftOut = ({ label }: LabelledText): boolean => label % shares === round;
    const lost = judge(texts, isLeftOut, {
      intents,
      strangers: { learnt: strangers.learnt, tried: [] },
    });
    trials.push(...lost.map(({ scores }) => ({ scores, label: -1 })));
  }
  return trials;
}

/** Deals each intent's texts out in turn, so that every share has something of every intent. */
function sharesWithinIntents(texts: readonly LabelledText[], shares: number): number[] {
  const dealt = new Map<number, number>();
  return texts.map(({ label }) => {
    const turn = dealt.get(label) ?? label;
    dealt.set(label, turn + 1);
    return turn % shares;
  });
}

type Choice = (text: LabelledText, at: number) => boolean;

type World = {
  readonly intents: number;
  /** Texts that belong to no intent. */
  readonly strangers: { readonly learnt: readonly Features[]; readonly tried: readonly Features[] };
};

/** Trains on what is not tried, and has the result judge what is. Intents without any text left get no output. */
function judge(
  texts: readonly LabelledText[],
  isTried: Choice,
  { intents, strangers }: World,
): Trial[] {
  const learnt = texts.filter((text, at) => !isTried(text, at));
  const labels = [...new Set(learnt.map(({ label }) => label))].toSorted((a, b) => a - b);
  if (labels.length < 2) return [];
  const outputOf = new Map(labels.map((label, output) => [label, output]));
  const schooling = schoolingFor({ texts: learnt.length, intents }, 'trial');
  const vocabulary = Vocabulary.of(
    learnt.map(({ features }) => features),
    schooling.features,
  );
  const renumbered = learnt.map(({ features, label }) => ({
    features,
    label: outputOf.get(label) ?? 0,
  }));
  const lessons = lessonsOf(renumbered, strangers.learnt, { vocabulary, intents: labels.length });
  const size = { ...schooling, features: vocabulary.hashes.length, outputs: labels.length + 1 };
  const network = packed(trainNetwork(lessons, size));
  const tried = [
    ...texts.filter(isTried),
    ...strangers.tried.map((features) => ({ features, label: -1 })),
  ];
  return tried.map(({ features, label }) => ({
    scores: scoresOf(network, vocabulary.vectorOf(features)),
    label: outputOf.get(label) ?? -1,
  }));
}
