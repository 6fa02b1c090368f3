import { newId } from '@frontdesk/core/ids';
import type { Notification } from '@frontdesk/core/entities';
import type { Tx } from '@frontdesk/db/client';

export type Notice = Pick<Notification, 'kind' | 'conversationId' | 'itemId' | 'text'>;

/** Tells these users, once each, where they are active members of the organization. */
export async function notifyUsers(
  tx: Tx,
  organizationId: string,
  userIds: readonly string[],
  notice: Notice,
): Promise<void> {
  const users = [...new Set(userIds)];
  if (users.length === 0) return;
  const members = await tx.membership.findMany({
    where: { organizationId, userId: { in: users }, active: true },
    select: { id: true },
  });
  await tx.notification.createMany({
    data: members.map(({ id }) => ({ id: newId(), organizationId, scopeId: id, ...notice })),
  });
}
