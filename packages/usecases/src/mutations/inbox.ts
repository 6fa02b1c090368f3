import { type Outcome, done } from '@frontdesk/core/errors';
import { associationId } from '@frontdesk/core/ids';
import type { MutationArguments } from '@frontdesk/core/mutations/arguments';
import type { MutationContext, MutationHandler } from '../mutation-handler.ts';
import { changeAccess } from './change-access.ts';
import { notFound } from './reach.ts';

type Holder = MutationArguments['inbox.grant'];

/** Whether inbox and holder are there. The organization's administrators see every inbox. */
async function reachGrant(
  { tx }: MutationContext,
  { inboxId, membershipId, teamId }: Holder,
): Promise<Outcome<null>> {
  if ((await tx.inbox.count({ where: { id: inboxId } })) === 0) return notFound('inbox');
  if (
    membershipId !== undefined &&
    (await tx.membership.count({ where: { id: membershipId } })) === 0
  )
    return notFound('member');
  if (teamId !== undefined && (await tx.team.count({ where: { id: teamId } })) === 0)
    return notFound('team');
  return done(null);
}

export const grantInbox: MutationHandler<'inbox.grant'> = async (context, args) => {
  const { tx, actor } = context;
  const reached = await reachGrant(context, args);
  if (!reached.ok) return reached;
  const { inboxId, membershipId = null, teamId = null } = args;
  const id = associationId(inboxId, membershipId ?? teamId ?? '');
  const row = { id, organizationId: actor.organizationId, inboxId, membershipId, teamId };
  await changeAccess(context, () =>
    tx.inboxGrant.createMany({ data: [row], skipDuplicates: true }),
  );
  return done(null);
};

export const revokeInbox: MutationHandler<'inbox.revoke'> = async (context, args) => {
  const { tx } = context;
  const reached = await reachGrant(context, args);
  if (!reached.ok) return reached;
  const { inboxId, membershipId = null, teamId = null } = args;
  await changeAccess(context, () =>
    tx.inboxGrant.deleteMany({ where: { inboxId, membershipId, teamId } }),
  );
  return done(null);
};

export const updateInbox: MutationHandler<'inbox.update'> = async (
  { tx, now },
  { inboxId, archived, ...fields },
) => {
  const inbox = await tx.inbox.findUnique({ where: { id: inboxId }, select: { archivedAt: true } });
  if (!inbox) return notFound('inbox');
  const archivedAt =
    archived === undefined ? {} : { archivedAt: archived ? (inbox.archivedAt ?? now) : null };
  await tx.inbox.update({ where: { id: inboxId }, data: { ...fields, ...archivedAt } });
  return done(null);
};

/** Only one's own; somebody else's is not there. */
export const readNotification: MutationHandler<'notification.read'> = async (
  { tx, actor, now },
  { notificationId },
) => {
  const mine = { id: notificationId, scopeId: actor.membershipId ?? actor.organizationId };
  if ((await tx.notification.count({ where: mine })) === 0) return notFound('notification');
  await tx.notification.updateMany({ where: { ...mine, readAt: null }, data: { readAt: now } });
  return done(null);
};
