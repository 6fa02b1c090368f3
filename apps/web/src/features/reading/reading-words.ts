import type { Priority } from '@frontdesk/core/entities';
import { BUILT_IN_READER } from '@frontdesk/core/sops/built-in-reader';
import type { Classification } from '@frontdesk/core/sops/entities';
import { sureness } from '../../shell/words.ts';
import { languageName } from './language-name.ts';

const URGENCY: Readonly<Record<Priority, string | null>> = {
  LOW: null,
  NORMAL: null,
  HIGH: 'rather urgent',
  URGENT: 'urgent',
};

const milliseconds = (ms: number): string =>
  ms < 1_000 ? `${Math.max(1, Math.round(ms))}\u00a0ms` : `${(ms / 1_000).toFixed(1)}\u00a0s`;

/** Who read it and how long that took: our own reader, or a provider by its name. */
export function readBy({ provider, ms }: Pick<Classification, 'provider' | 'ms'>): string {
  const who = provider === BUILT_IN_READER ? 'the built-in reader' : provider;
  return `read by ${who} in ${milliseconds(ms)}`;
}

/** How sure the reader was; null once a person has said it. */
export const readingSureness = ({ confidence, correctedAt }: Classification): string | null =>
  correctedAt === null ? sureness(confidence) : null;

/** What stands behind the intent: language, urgency, and who says so. `corrector` names who corrected it. */
export function readingFacts(reading: Classification, corrector: string): readonly string[] {
  const { language, urgency, correctedAt } = reading;
  const source =
    correctedAt === null
      ? readBy(reading)
      : `corrected by ${corrector}${reading.intentId === null ? '' : '; the reader learns from it'}`;
  return [languageName(language), URGENCY[urgency], source].filter((fact) => fact !== null);
}
