import type { Entities } from '@frontdesk/core/entity-registry';
import type { SopRun, SopRunStep } from '@frontdesk/core/sops/entities';
import type { Queries } from '@frontdesk/sync/client/query';
import { runs, stepsByRun } from '../../replica/indexes.ts';

/** A run that is still about something: a person decides on it, or it is at work. */
export const isOpen = ({ state }: Pick<SopRun, 'state'>): boolean =>
  state === 'PROPOSED' || state === 'RUNNING';

/** A step on which a person decides, or for which one has to add something. */
export const awaits = ({ state }: Pick<SopRunStep, 'state'>): boolean =>
  state === 'PROPOSED' || state === 'BLOCKED';

/** A reply that can still be had. */
export const openReply = (steps: readonly SopRunStep[]): SopRunStep | undefined =>
  steps.find((step) => step.action === 'send_reply' && awaits(step));

export type OpenRun = { readonly run: SopRun; readonly steps: readonly SopRunStep[] };

/** The run that keys and palette are about: the newest open one of a conversation. */
export function openRun(store: Queries<Entities>, conversationId: string): OpenRun | null {
  const run = store.list(runs, conversationId).get().findLast(isOpen);
  return run === undefined ? null : { run, steps: store.list(stepsByRun, run.id).get() };
}
