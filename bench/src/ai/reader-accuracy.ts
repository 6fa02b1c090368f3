import type { Banking77 } from '@frontdesk/ai/testing/banking77';
import { Reader } from '@frontdesk/ai/reader/reader';
import { trainReader } from '@frontdesk/ai/reader/train-reader';
import {
  type Judged,
  accuracyOf,
  calibrationError,
  judged,
  macroF1,
  reliability,
  shareOf,
} from './judge.ts';
import { naiveBayes } from './naive-bayes.ts';
import { customerTexts } from '../texts.ts';
import { type Section, percent } from '../section.ts';

/** Learns from the training part of banking77, reads the test part. Nothing was chosen by a look at the test part. */
export function readerAccuracy({ train, test }: Banking77): Section[] {
  const { bytes, metrics } = trainReader(train);
  const readings = judged(Reader.load(bytes), test);
  const bayes = naiveBayes(train);
  const floor = test.map(({ intent, text }) => ({ intent, read: bayes(text) }));
  const sure = readings.filter(({ unsure }) => !unsure);
  const accuracy: Section = {
    title: 'Intents, banking77',
    about: `${train.length} examples of ${metrics.intents} intents learnt, ${test.length} others read. Floor: naive Bayes over words.`,
    head: ['what', 'reader', 'floor', 'aim'],
    rows: [
      ['accuracy', percent(accuracyOf(readings)), percent(accuracyOf(floor)), '≥ 92 %'],
      ['macro-F1', percent(macroF1(readings)), percent(macroF1(floor)), '–'],
      ['always the most frequent intent', '–', percent(1 / metrics.intents), '–'],
      ['not unsure', percent(sure.length / readings.length), '100 %', '–'],
      ['accuracy of those', percent(accuracyOf(sure)), '–', '–'],
      ['accuracy foretold in training', percent(metrics.accuracy ?? 0), '–', '–'],
    ],
  };
  const table: Section = {
    title: 'Calibration, banking77',
    about: `Expected calibration error over ten bins: ${percent(calibrationError(readings))}. Threshold chosen in training: ${metrics.threshold.toFixed(2)}.`,
    head: ['confidence', 'readings', 'mean confidence', 'right'],
    rows: reliability(readings).map(({ from, count, confidence, right }) => [
      `${from.toFixed(1)}–${(from + 0.1).toFixed(1)}`,
      String(count),
      percent(confidence),
      percent(right),
    ]),
  };
  return [accuracy, table];
}

const LEFT_OUT = 10;

/** Trains without ten intents spread over the alphabet; their texts belong to no intent that the reader knows. */
export function outOfScope({ train, test }: Banking77): Section {
  const intents = [...new Set(train.map(({ intent }) => intent))].toSorted();
  const step = Math.floor(intents.length / LEFT_OUT);
  const leftOut = new Set(intents.filter((_, at) => at % step === 3).slice(0, LEFT_OUT));
  const { bytes } = trainReader(train.filter(({ intent }) => !leftOut.has(intent)));
  const reader = Reader.load(bytes);
  const own = judged(
    reader,
    test.filter(({ intent }) => !leftOut.has(intent)),
  );
  const strange = judged(
    reader,
    test.filter(({ intent }) => leftOut.has(intent)),
  );
  const { texts, source } = customerTexts();
  const chat = judged(
    reader,
    texts.map((text) => ({ intent: '', text })),
  );
  const isSure = ({ unsure }: Judged): boolean => !unsure;
  const isLikely = ({ confidence }: Judged): boolean => confidence >= 0.5;
  const row = (
    what: string,
    figure: (isKept: (reading: Judged) => boolean) => number,
  ): string[] => [what, percent(figure(isSure)), percent(figure(isLikely))];
  return {
    title: 'Out of scope, banking77',
    about: `Trained without ${leftOut.size} intents (${strange.length} test texts), whose neighbours it knows. Chat: ${chat.length} ${source}. Floor: unsure below a confidence of one half.`,
    head: ['what', 'reader', 'floor'],
    rows: [
      row('strange texts called unsure', (isKept) => 1 - shareOf(strange, isKept)),
      row('chat about something else called unsure', (isKept) => 1 - shareOf(chat, isKept)),
      row('own texts kept', (isKept) => shareOf(own, isKept)),
      row('accuracy of those kept', (isKept) => accuracyOf(own.filter(isKept))),
    ],
  };
}
