import type { Entities } from '@frontdesk/core/entity-registry';
import type { SopRun, SopRunStep } from '@frontdesk/core/sops/entities';
import type { Queries } from '@frontdesk/sync/client/query';
import { runs, stepsByRun } from '../../replica/indexes.ts';

/** A run that is still about something: a person decides on it, or it is at work. */
export const isOpen = ({ state }: Pick<SopRun, 'state'>): boolean =>
  state === 'PROPOSED' || state === 'RUNNING';

/** Steps on which a person decides, in their order. */
export const undecided = (steps: readonly SopRunStep[]): readonly SopRunStep[] =>
  steps.filter(({ state }) => state === 'PROPOSED');

/** A reply that can still be had: proposed, or held back by a blank that a person may fill. */
export const openReply = (steps: readonly SopRunStep[]): SopRunStep | undefined =>
  steps.find(
    ({ action, state }) => action === 'send_reply' && (state === 'PROPOSED' || state === 'BLOCKED'),
  );

export type OpenRun = { readonly run: SopRun; readonly steps: readonly SopRunStep[] };

/** The run that keys and palette are about: the newest open one of a conversation. */
export function openRun(store: Queries<Entities>, conversationId: string): OpenRun | null {
  const run = store.list(runs, conversationId).get().findLast(isOpen);
  return run === undefined ? null : { run, steps: store.list(stepsByRun, run.id).get() };
}
