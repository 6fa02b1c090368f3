import { associationId } from '../ids.ts';
import type { MutationArguments } from './arguments.ts';
import { type MutationDefinition, given, pendingRow } from './definition.ts';

type Args<N extends keyof MutationArguments> = MutationArguments[N];

export const createTag: MutationDefinition<Args<'tag.create'>> = {
  version: 1,
  permission: 'tag.write',
  optimistic: (replica, { tagId, name, color }, meta) =>
    replica.put('tags', { ...pendingRow(tagId, meta.organizationId, meta), name, color }),
};

export const updateTag: MutationDefinition<Args<'tag.update'>> = {
  version: 1,
  permission: 'tag.write',
  optimistic: (replica, { tagId, name, color }) =>
    replica.patch('tags', tagId, given({ name, color })),
};

export const deleteTag: MutationDefinition<Args<'tag.delete'>> = {
  version: 1,
  permission: 'tag.write',
  optimistic: (replica, { tagId }) => replica.remove('tags', tagId),
};

export const createCannedReply: MutationDefinition<Args<'cannedReply.create'>> = {
  version: 1,
  permission: 'cannedReply.write',
  optimistic: (replica, { cannedReplyId, ...fields }, meta) =>
    replica.put('canned_replies', {
      ...pendingRow(cannedReplyId, meta.organizationId, meta),
      ...fields,
    }),
};

export const updateCannedReply: MutationDefinition<Args<'cannedReply.update'>> = {
  version: 1,
  permission: 'cannedReply.write',
  optimistic: (replica, { cannedReplyId, shortcut, title, body }) =>
    replica.patch('canned_replies', cannedReplyId, given({ shortcut, title, body })),
};

export const deleteCannedReply: MutationDefinition<Args<'cannedReply.delete'>> = {
  version: 1,
  permission: 'cannedReply.write',
  optimistic: (replica, { cannedReplyId }) => replica.remove('canned_replies', cannedReplyId),
};

export const createTeam: MutationDefinition<Args<'team.create'>> = {
  version: 1,
  permission: 'team.write',
  optimistic: (replica, { teamId, name, color }, meta) =>
    replica.put('teams', { ...pendingRow(teamId, meta.organizationId, meta), name, color }),
};

export const updateTeam: MutationDefinition<Args<'team.update'>> = {
  version: 1,
  permission: 'team.write',
  optimistic: (replica, { teamId, name, color }) =>
    replica.patch('teams', teamId, given({ name, color })),
};

export const deleteTeam: MutationDefinition<Args<'team.delete'>> = {
  version: 1,
  permission: 'team.write',
  optimistic: (replica, { teamId }) => replica.remove('teams', teamId),
};

export const addTeamMember: MutationDefinition<Args<'team.addMember'>> = {
  version: 1,
  permission: 'team.write',
  optimistic: (replica, { teamId, membershipId }, meta) =>
    replica.put('team_members', {
      ...pendingRow(associationId(teamId, membershipId), meta.organizationId, meta),
      teamId,
      membershipId,
    }),
};

export const removeTeamMember: MutationDefinition<Args<'team.removeMember'>> = {
  version: 1,
  permission: 'team.write',
  optimistic: (replica, { teamId, membershipId }) =>
    replica.remove('team_members', associationId(teamId, membershipId)),
};

export const updateMember: MutationDefinition<Args<'member.update'>> = {
  version: 1,
  permission: 'member.write',
  optimistic: (replica, { membershipId, role, displayName, active }) =>
    replica.patch('memberships', membershipId, given({ role, displayName, active })),
};

export const removeMember: MutationDefinition<Args<'member.remove'>> = {
  version: 1,
  permission: 'member.write',
  optimistic: (replica, { membershipId }) => replica.remove('memberships', membershipId),
};

export const updateInbox: MutationDefinition<Args<'inbox.update'>> = {
  version: 1,
  permission: 'inbox.write',
  optimistic: (replica, { inboxId, name, autoResolve }) =>
    replica.patch('inboxes', inboxId, given({ name, autoResolve })),
};

export const readNotification: MutationDefinition<Args<'notification.read'>> = {
  version: 1,
  permission: 'conversation.read',
  optimistic: (replica, { notificationId }, meta) =>
    replica.patch('notifications', notificationId, { readAt: meta.now }),
};

/** The server alone knows these rows: contacts and grants do not replicate as such. */
const derived = (): void => undefined;

export const createContact: MutationDefinition<Args<'contact.create'>> = {
  version: 1,
  permission: 'contact.write',
  optimistic: derived,
};
export const updateContact: MutationDefinition<Args<'contact.update'>> = {
  version: 1,
  permission: 'contact.write',
  optimistic: derived,
};
export const deleteContact: MutationDefinition<Args<'contact.delete'>> = {
  version: 1,
  permission: 'contact.delete',
  optimistic: derived,
};
export const tagContact: MutationDefinition<Args<'contact.tag'>> = {
  version: 1,
  permission: 'contact.write',
  optimistic: derived,
};
export const untagContact: MutationDefinition<Args<'contact.untag'>> = {
  version: 1,
  permission: 'contact.write',
  optimistic: derived,
};
export const grantInbox: MutationDefinition<Args<'inbox.grant'>> = {
  version: 1,
  permission: 'inbox.write',
  optimistic: derived,
};
export const revokeInbox: MutationDefinition<Args<'inbox.revoke'>> = {
  version: 1,
  permission: 'inbox.write',
  optimistic: derived,
};
