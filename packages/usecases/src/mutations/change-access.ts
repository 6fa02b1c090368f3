import { newId } from '@frontdesk/core/ids';
import { logAccessChanges } from '@frontdesk/db/access-log';
import { declareBulkWrite } from '@frontdesk/db/change-log';
import type { MutationContext } from '../mutation-handler.ts';

/** Half of what one transaction may change by name: each conversation makes a row of its own and one of its timeline. */
const NAMED_CONVERSATIONS = 2_000;

/**
 * Runs a change of who sees which inbox: its effect enters the log as grants and revocations, and open conversations of
 * whoever lost their inbox are nobody's again, so that none waits for someone who cannot answer.
 */
export async function changeAccess<T>(
  context: MutationContext,
  change: () => Promise<T>,
): Promise<T> {
  const { tx, actor } = context;
  return logAccessChanges(tx, actor.organizationId, async () => {
    const result = await change();
    await unassignUnreachable(context);
    return result;
  });
}

/** Takes their open conversations from members who do not see the inbox any more. */
export async function unassignUnreachable({ tx, actor }: MutationContext): Promise<void> {
  const lost = await tx.$queryRaw<{ id: string }[]>`
    select c.id from conversations c
    where c.organization_id = ${actor.organizationId}::uuid and c.assignee_id is not null and c.status in ('OPEN', 'PENDING')
      and not exists (select from inbox_access a join memberships m on m.id = a.membership_id
        where m.user_id = c.assignee_id and m.organization_id = c.organization_id and a.inbox_id = c.inbox_id)
    order by c.id for update of c`;
  if (lost.length === 0) return;
  if (lost.length > NAMED_CONVERSATIONS) await declareBulkWrite(tx);
  const freed = await tx.$queryRaw<{ id: string; inboxId: string; number: number; was: string }[]>`
    update conversations c set assignee_id = null, last_number = c.last_number + 1
    from conversations o where o.id = c.id and c.id = any(${lost.map(({ id }) => id)}::uuid[])
    returning c.id, c.inbox_id as "inboxId", c.last_number as number, o.assignee_id as was`;
  await tx.timelineEvent.createMany({
    data: freed.map(({ id, inboxId, number, was }) => ({
      id: newId(),
      organizationId: actor.organizationId,
      scopeId: inboxId,
      conversationId: id,
      number,
      kind: 'assigned',
      actorKind: actor.kind,
      actorId: actor.userId,
      data: { from: was, to: null },
    })),
  });
}
