import type { Tx } from '@frontdesk/db/client';

/**
 * Our answer did not reach the customer, so the customer waits again, since when they wrote; unless another of our
 * messages after theirs did go out, or may yet.
 */
export async function restoreWaiting(tx: Tx, conversationId: string): Promise<void> {
  await tx.$executeRaw`
    update conversations c set waiting_since = c.last_inbound_at, updated_at = clock_timestamp()
    where c.id = ${conversationId}::uuid and c.waiting_since is null and c.last_inbound_at is not null
      and c.status in ('OPEN', 'PENDING')
      and not exists (
        select from messages m where m.conversation_id = c.id and m.number > c.last_inbound_number
          and m.direction = 'OUTBOUND' and m.status in ('QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'READ', 'UNCERTAIN')
      )`;
}
