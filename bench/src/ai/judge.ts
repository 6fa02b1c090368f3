import type { Reader } from '@frontdesk/ai/reader/reader';
import type { Example } from '@frontdesk/ai/reader/train-reader';

/** One text with what it is and what it was read as. */
export type Judged = {
  readonly intent: string;
  readonly read: string | null;
  readonly confidence: number;
  readonly unsure: boolean;
};

export const judged = (reader: Reader, examples: readonly Example[]): Judged[] =>
  examples.map(({ intent, text }) => {
    const { intent: read, confidence, unsure } = reader.read(text);
    return { intent, read, confidence, unsure };
  });

export const shareOf = <T>(items: readonly T[], is: (item: T) => boolean): number =>
  items.filter(is).length / Math.max(1, items.length);

export const accuracyOf = (readings: readonly Pick<Judged, 'intent' | 'read'>[]): number =>
  shareOf(readings, ({ intent, read }) => intent === read);

/** The mean over intents of the harmonic mean of precision and recall. */
export function macroF1(readings: readonly Pick<Judged, 'intent' | 'read'>[]): number {
  const intents = [...new Set(readings.map(({ intent }) => intent))];
  const sum = intents.reduce((total, intent) => {
    const right = readings.filter((each) => each.intent === intent && each.read === intent).length;
    const claimed = readings.filter(({ read }) => read === intent).length;
    const own = readings.filter((each) => each.intent === intent).length;
    return total + (2 * right) / Math.max(1, claimed + own);
  }, 0);
  return sum / intents.length;
}

export type Bin = {
  readonly from: number;
  readonly count: number;
  confidence: number;
  right: number;
};

/** Readings by tenths of confidence, with the mean confidence and the share that was right in each. */
export function reliability(readings: readonly Judged[]): Bin[] {
  return Array.from({ length: 10 }, (_, tenth) => {
    const own = readings.filter(
      ({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === tenth,
    );
    const confidence =
      own.reduce((sum, each) => sum + each.confidence, 0) / Math.max(1, own.length);
    return { from: tenth / 10, count: own.length, confidence, right: accuracyOf(own) };
  });
}

/** Expected calibration error over ten bins: by how much confidence and being right differ, on average. */
export function calibrationError(readings: readonly Judged[]): number {
  const off = reliability(readings).reduce(
    (sum, { count, confidence, right }) => sum + count * Math.abs(confidence - right),
    0,
  );
  return off / Math.max(1, readings.length);
}
