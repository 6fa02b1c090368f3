import type { Inbox } from '@frontdesk/core/entities';
import type { Tx } from '@frontdesk/db/client';
import { enqueueAfterCommit, lanes } from '../outbox.ts';

/**
 * Notes how an inbox stands with its vendor; nothing changes when it stood so before. While it is `paused` or `error`
 * its sends wait; back at `ok` they go on.
 */
export async function setInboxHealth(
  tx: Tx,
  inboxId: string,
  health: Inbox['health'],
  reason: string | null,
): Promise<void> {
  const changed = await tx.$queryRaw<{ organizationId: string }[]>`
    update inboxes set health = ${health}, health_reason = ${reason}, health_at = clock_timestamp(), updated_at = clock_timestamp()
    where id = ${inboxId}::uuid and (health, coalesce(health_reason, '')) <> (${health}, coalesce(${reason}::text, ''))
    returning organization_id as "organizationId"`;
  const row = changed[0];
  if (row && health === 'ok') await resumeSends(tx, inboxId, row.organizationId);
}

async function resumeSends(tx: Tx, inboxId: string, organizationId: string): Promise<void> {
  const waiting = await tx.$queryRaw<{ id: string }[]>`
    select distinct conversation_id as id from sends where inbox_id = ${inboxId}::uuid and state = 'QUEUED'`;
  await enqueueAfterCommit(
    tx,
    lanes(
      'drain-conversation',
      organizationId,
      waiting.map(({ id }) => id),
    ),
  );
}
