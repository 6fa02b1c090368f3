import { expect, it } from 'vitest';
import { loadBanking77 } from '../testing/banking77.ts';
import { Reader } from './reader.ts';
import { trainReader } from './train-reader.ts';

const data = loadBanking77();
const INTENTS = 10;
const EXAMPLES_EACH = 20;

it.skipIf(data === null)('a few examples of real questions are enough to read others', () => {
  const { train = [], test = [] } = data ?? {};
  const intents = [...new Set(train.map(({ intent }) => intent))].slice(0, INTENTS);
  const learnt = intents.flatMap((name) =>
    train.filter(({ intent }) => intent === name).slice(0, EXAMPLES_EACH),
  );
  const { bytes, metrics } = trainReader(learnt);
  const reader = Reader.load(bytes);
  const asked = test.filter(({ intent }) => intents.includes(intent));
  const readings = asked.map(({ intent, text }) => ({ ...reader.read(text), right: intent }));
  const rightOf = (some: readonly (typeof readings)[number][]): number =>
    some.filter(({ intent, right }) => intent === right).length / some.length;
  const sure = readings.filter(({ unsure }) => !unsure);
  expect(rightOf(readings)).toBeGreaterThan(0.88);
  expect(rightOf(sure)).toBeGreaterThan(0.93);
  expect(sure.length / readings.length).toBeGreaterThan(0.75);
  expect(metrics.accuracy).toBeCloseTo(rightOf(readings), 1);
  const strange = test.filter(({ intent }) => !intents.includes(intent));
  const unsure = strange.filter(({ text }) => reader.read(text).unsure);
  expect(unsure.length / strange.length).toBeGreaterThan(0.6);
});
