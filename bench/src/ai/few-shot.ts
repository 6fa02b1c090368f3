import { Reader } from '@frontdesk/ai/reader/reader';
import { type Example, trainReader } from '@frontdesk/ai/reader/train-reader';
import type { Banking77 } from '@frontdesk/ai/testing/banking77';
import { accuracyOf, calibrationError, judged, shareOf } from './judge.ts';
import { naiveBayes } from './naive-bayes.ts';
import { type Section, percent } from '../section.ts';

const DOZEN = 12;
const DRAWS = 5;

/** What a workspace has in its first week: a dozen intents, or all, with 5, 10 or 20 examples each. */
export function fewShot(data: Banking77): Section {
  const intents = [...new Set(data.train.map(({ intent }) => intent))].toSorted();
  const rows: string[][] = [];
  for (const count of [DOZEN, intents.length])
    for (const examples of [5, 10, 20]) rows.push(row(data, intents, { count, examples }));
  return {
    title: 'Few examples, banking77',
    about: `The first examples of each intent learnt, its test texts read; a dozen intents are the mean of ${DRAWS} draws. Floor: naive Bayes over words.`,
    head: [
      'intents × examples',
      'accuracy',
      'floor',
      'not unsure',
      'accuracy of those',
      'calibration error',
    ],
    rows,
  };
}

type Size = { readonly count: number; readonly examples: number };

function row({ train, test }: Banking77, intents: readonly string[], size: Size): string[] {
  const draws = size.count === intents.length ? 1 : DRAWS;
  const readings = [];
  const floor = [];
  for (let draw = 0; draw < draws; draw += 1) {
    // Every fifth intent or so, another set at each draw.
    const step = Math.floor(intents.length / size.count);
    const chosen = new Set(
      intents.filter((_, at) => at % step === draw % step).slice(0, size.count),
    );
    const learnt = firstOf(train, chosen, size.examples);
    const asked = test.filter(({ intent }) => chosen.has(intent));
    readings.push(...judged(Reader.load(trainReader(learnt).bytes), asked));
    const bayes = naiveBayes(learnt);
    floor.push(...asked.map(({ intent, text }) => ({ intent, read: bayes(text) })));
  }
  const sure = readings.filter(({ unsure }) => !unsure);
  return [
    `${size.count} × ${size.examples}`,
    percent(accuracyOf(readings)),
    percent(accuracyOf(floor)),
    percent(shareOf(readings, ({ unsure }) => !unsure)),
    percent(accuracyOf(sure)),
    percent(calibrationError(readings)),
  ];
}

/** So many examples of each of the intents, those that come first. */
export const firstOf = (
  examples: readonly Example[],
  intents: ReadonlySet<string>,
  most: number,
): Example[] =>
  [...Map.groupBy(examples, ({ intent }) => intent)]
    .filter(([intent]) => intents.has(intent))
    .flatMap(([, own]) => own.slice(0, most));
