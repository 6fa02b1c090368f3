import type { Bus } from '@frontdesk/core/bus';
import type { Log } from '@frontdesk/core/log';
import { errorText } from './log-error.ts';

/**
 * What a visitor's pages have to hear of. It names the message and does not carry it: a text may be larger than what
 * the bus takes, and the gateway that holds the socket reads the row as the visitor may see it.
 */
export type VisitorHint = { readonly kind: 'message' | 'removed'; readonly messageId: string };

/** Lost, it costs nothing but time: a page reads what it has missed when it connects. */
export async function publishToVisitor(
  { bus, log }: { readonly bus: Bus; readonly log: Log },
  inboxId: string,
  identityKey: string,
  hint: VisitorHint,
): Promise<void> {
  await bus.publish('visitor', { inboxId, identityKey, event: hint }).catch((error: unknown) => {
    log.debug({ error: errorText(error) }, 'hint lost');
  });
}
