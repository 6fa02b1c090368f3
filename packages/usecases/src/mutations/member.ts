import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { type Role, atLeast, isRole } from '@frontdesk/core/roles';
import type { MutationContext, MutationHandler } from '../mutation-handler.ts';
import { changeAccess } from './change-access.ts';
import { notFound } from './reach.ts';

type Member = { readonly id: string; readonly role: Role; readonly active: boolean };

/** A member whom the actor may change: nobody changes who stands above them. */
async function reachMember({ tx, rights }: MutationContext, id: string): Promise<Outcome<Member>> {
  const found = await tx.membership.findUnique({
    where: { id },
    select: { id: true, role: true, active: true },
  });
  if (!found || !isRole(found.role)) return notFound('member');
  const { role } = found;
  if (!atLeast(rights.role, role))
    return refuse('AUTHORIZATION_ERROR', 'You cannot change a member with a higher role.');
  return done({ ...found, role });
}

const LAST_OWNER = refuse(
  'CONFLICT',
  'An organization needs an owner. Make somebody else one first.',
);

/** Owners are taken in turn, so that two who leave at once cannot both believe that the other stays. */
async function isLastOwner({ tx }: MutationContext, member: Member): Promise<boolean> {
  if (member.role !== 'OWNER' || !member.active) return false;
  const owners = await tx.$queryRaw<{ id: string }[]>`
    select id from memberships where role = 'OWNER' and active order by id for update`;
  return owners.every(({ id }) => id === member.id);
}

export const updateMember: MutationHandler<'member.update'> = async (
  context,
  { membershipId, ...fields },
) => {
  const { tx, rights } = context;
  const reached = await reachMember(context, membershipId);
  if (!reached.ok) return reached;
  const { role, active } = fields;
  if (role !== undefined && !atLeast(rights.role, role)) {
    return refuse('AUTHORIZATION_ERROR', 'You cannot give a role above your own.');
  }
  const staysOwner = (role ?? reached.value.role) === 'OWNER' && (active ?? reached.value.active);
  if (!staysOwner && (await isLastOwner(context, reached.value))) return LAST_OWNER;
  await changeAccess(context, () =>
    tx.membership.update({ where: { id: membershipId }, data: fields }),
  );
  return done(null);
};

/** What the member has written stays; the conversations that were theirs are nobody's. */
export const removeMember: MutationHandler<'member.remove'> = async (context, { membershipId }) => {
  const { tx } = context;
  const reached = await reachMember(context, membershipId);
  if (!reached.ok) return reached;
  if (await isLastOwner(context, reached.value)) return LAST_OWNER;
  await changeAccess(context, async () => {
    // First without access, so that their open conversations are given back with a line in each timeline.
    await tx.membership.update({ where: { id: membershipId }, data: { active: false } });
  });
  await tx.membership.delete({ where: { id: membershipId } });
  return done(null);
};
