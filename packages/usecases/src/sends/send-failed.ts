import type { SendEffect } from '@frontdesk/connector-kit/channel';
import type { Tx } from '@frontdesk/db/client';
import { restoreWaiting } from '../conversations/restore-waiting.ts';
import { setInboxHealth } from '../inboxes/set-inbox-health.ts';
import { notifyUsers } from '../notifications.ts';

/** A message that did not go out and will not by itself. */
export type SendFailure = {
  readonly messageId: string;
  readonly conversationId: string;
  readonly organizationId: string;
  readonly authorId: string | null;
  readonly code: string;
  /** For the author, in plain words. */
  readonly why: string;
  readonly effect: SendEffect | null;
};

/** Everything that follows from failures: authors are told, customers wait again, and what the vendor asks for happens. */
export async function applyEffects(
  tx: Tx,
  inbox: { readonly id: string; readonly organizationId: string },
  failures: readonly SendFailure[],
): Promise<void> {
  for (const failure of failures) {
    await restoreWaiting(tx, failure.conversationId);
    await notifyUsers(
      tx,
      failure.organizationId,
      failure.authorId === null ? [] : [failure.authorId],
      {
        kind: 'send_failed',
        conversationId: failure.conversationId,
        itemId: failure.messageId,
        text: failure.why,
      },
    );
    if (failure.effect === 'pause-inbox') await setInboxHealth(tx, inbox.id, 'paused', failure.why);
    if (failure.effect === 'record-opt-out') await recordOptOut(tx, failure.conversationId);
  }
}

/** The customer asked this business not to write unasked: on the contact, so that broadcasts leave it out. */
async function recordOptOut(tx: Tx, conversationId: string): Promise<void> {
  await tx.$executeRaw`
    update contacts set fields = fields || jsonb_build_object('optedOutAt', to_jsonb(now())), updated_at = clock_timestamp()
    where id = (select i.contact_id from conversations c join channel_identities i on i.id = c.identity_id
      where c.id = ${conversationId}::uuid)`;
}
