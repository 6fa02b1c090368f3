import { BUILT_IN_READER } from '@frontdesk/core/sops/built-in-reader';
import { counted } from '../../../shell/words.ts';
import { dollars } from '../providers/use-spend.ts';
import type { Decision } from './use-decisions.ts';

/** What people read of who read a message. */
export const providerWords = (provider: string): string =>
  provider === BUILT_IN_READER ? 'Built-in reader' : provider;

/** Who read it, how fast, for how much. */
export const sayReadBy = ({ provider, ms, cost }: Decision): string =>
  [providerWords(provider), `${ms} ms`, ...(cost > 0 ? [dollars(cost)] : [])].join(' · ');

/** What became of a run: its steps, who let them, and why it ended as it did. */
export function sayRun({ steps, approvedBy, reason }: NonNullable<Decision['run']>): string {
  const done = steps.filter(({ state }) => state === 'DONE').length;
  const by = approvedBy.map(({ name }) => name).join(', ');
  return [
    ...(steps.length > 0 ? [`${done} of ${counted(steps.length, 'step')} done`] : []),
    ...(by === '' ? [] : [`approved by ${by}`]),
    ...(reason === null ? [] : [reason]),
  ].join(' · ');
}
