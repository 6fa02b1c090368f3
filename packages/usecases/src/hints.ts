import type { Bus } from '@frontdesk/core/bus';
import type { Log } from '@frontdesk/core/log';
import { errorText } from './log-error.ts';

type Deps = { readonly bus: Bus; readonly log: Log };

/**
 * Says that a commit has made a workspace's log and the outbox grow. Called after the commit, never before. A hint that
 * is lost costs up to a second: the tailer and the relay poll.
 */
export function hintCommitted({ bus, log }: Deps, organizationId: string): void {
  const lost = (error: unknown): void => log.debug({ error: errorText(error) }, 'hint lost');
  bus.publish('head', { workspaceId: organizationId }).catch(lost);
  bus.publish('outbox', {}).catch(lost);
}

/** Says only that there is something in the outbox. */
export function hintOutbox({ bus, log }: Deps): void {
  bus
    .publish('outbox', {})
    .catch((error: unknown) => log.debug({ error: errorText(error) }, 'hint lost'));
}
