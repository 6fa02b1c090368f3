import { done, refuse } from '@frontdesk/core/errors';
import { associationId } from '@frontdesk/core/ids';
import { seesInbox } from '@frontdesk/core/roles';
import type { MutationHandler } from '../mutation-handler.ts';
import { changeAccess } from './change-access.ts';
import { notFound } from './reach.ts';

const NAME_TAKEN = refuse('CONFLICT', 'There is a team with this name already.', [
  { field: 'name', message: 'taken' },
]);

const BEYOND_OWN = refuse(
  'AUTHORIZATION_ERROR',
  'This team sees an inbox that you do not see. Ask an admin.',
);

export const createTeam: MutationHandler<'team.create'> = async (
  { tx, actor },
  { teamId, name, color },
) => {
  const { organizationId } = actor;
  if ((await tx.team.count({ where: { OR: [{ id: teamId }, { name }] } })) > 0) return NAME_TAKEN;
  await tx.team.create({
    data: { id: teamId, organizationId, scopeId: organizationId, name, color },
  });
  return done({ teamId });
};

export const updateTeam: MutationHandler<'team.update'> = async ({ tx }, { teamId, ...fields }) => {
  if ((await tx.team.count({ where: { id: teamId } })) === 0) return notFound('team');
  const { name } = fields;
  if (name !== undefined && (await tx.team.count({ where: { name, id: { not: teamId } } })) > 0)
    return NAME_TAKEN;
  await tx.team.update({ where: { id: teamId }, data: fields });
  return done(null);
};

export const deleteTeam: MutationHandler<'team.delete'> = async (context, { teamId }) => {
  const { tx } = context;
  if ((await tx.team.count({ where: { id: teamId } })) === 0) return notFound('team');
  await changeAccess(context, () => tx.team.delete({ where: { id: teamId } }));
  return done(null);
};

export const addTeamMember: MutationHandler<'team.addMember'> = async (
  context,
  { teamId, membershipId },
) => {
  const { tx, actor, rights } = context;
  if ((await tx.team.count({ where: { id: teamId } })) === 0) return notFound('team');
  // Nobody hands out, to themselves least of all, an inbox that they do not see.
  const grants = await tx.inboxGrant.findMany({ where: { teamId }, select: { inboxId: true } });
  if (!grants.every(({ inboxId }) => seesInbox(rights, inboxId))) return BEYOND_OWN;
  if ((await tx.membership.count({ where: { id: membershipId } })) === 0) return notFound('member');
  const { organizationId } = actor;
  const row = {
    id: associationId(teamId, membershipId),
    organizationId,
    scopeId: organizationId,
    teamId,
    membershipId,
  };
  await changeAccess(context, () =>
    tx.teamMember.createMany({ data: [row], skipDuplicates: true }),
  );
  return done(null);
};

export const removeTeamMember: MutationHandler<'team.removeMember'> = async (
  context,
  { teamId, membershipId },
) => {
  const { tx } = context;
  if ((await tx.team.count({ where: { id: teamId } })) === 0) return notFound('team');
  await changeAccess(context, () => tx.teamMember.deleteMany({ where: { teamId, membershipId } }));
  return done(null);
};
