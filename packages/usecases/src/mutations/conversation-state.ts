import { done, refuse } from '@frontdesk/core/errors';
import { associationId } from '@frontdesk/core/ids';
import type { ConversationStatus } from '@frontdesk/core/entities';
import { atLeast, seesInbox } from '@frontdesk/core/roles';
import { loadRights } from '../auth/rights.ts';
import type { Tx } from '@frontdesk/db/client';
import { ConversationEdit } from '../conversations/conversation-edit.ts';
import { freezeEpisode } from '../conversations/freeze-episode.ts';
import type { LockedConversation } from '../conversations/lock-conversation.ts';
import type { MutationHandler } from '../mutation-handler.ts';
import { notifyUsers } from '../notifications.ts';
import { finishRuns, takeFromAi } from '../runs/take-over.ts';
import { notFound, reachConversation } from './reach.ts';

export const assign: MutationHandler<'conversation.assign'> = async (
  context,
  { conversationId, userId },
) => {
  const { tx, actor } = context;
  const reached = await reachConversation(context, conversationId, 'conversation.assign');
  if (!reached.ok) return reached;
  const conversation = reached.value;
  if (conversation.assigneeId === userId) return done(null);
  if (userId !== null) {
    const member = await loadRights(tx, actor.organizationId, userId);
    if (!member || !seesInbox(member.rights, conversation.inboxId))
      return notFound('member of this inbox');
    if (!atLeast(member.rights.role, 'AGENT'))
      return refuse('VALIDATION_ERROR', 'A viewer cannot answer conversations.');
  }
  await takeFromAi(tx, actor, conversationId);
  const edit = new ConversationEdit(tx, conversation, actor);
  edit.set({ assigneeId: userId, ...(userId === null ? {} : { aiRunId: null }) });
  edit.event('assigned', { from: conversation.assigneeId, to: userId });
  await edit.save();
  if (userId !== null && userId !== actor.userId) {
    const text = 'A conversation was assigned to you.';
    await notifyUsers(tx, actor.organizationId, [userId], {
      kind: 'assigned',
      conversationId,
      itemId: null,
      text,
    });
  }
  return done(null);
};

export const assignTeam: MutationHandler<'conversation.assignTeam'> = async (
  context,
  { conversationId, teamId },
) => {
  const { tx, actor } = context;
  const reached = await reachConversation(context, conversationId, 'conversation.assign');
  if (!reached.ok) return reached;
  const conversation = reached.value;
  if (conversation.teamId === teamId) return done(null);
  if (teamId !== null && (await tx.team.count({ where: { id: teamId } })) === 0)
    return notFound('team');
  const edit = new ConversationEdit(tx, conversation, actor);
  edit.set({ teamId });
  edit.event('team', { from: conversation.teamId, to: teamId });
  await edit.save();
  return done(null);
};

const FINISHED: ReadonlySet<ConversationStatus> = new Set(['RESOLVED', 'CLOSED']);

export const setStatus: MutationHandler<'conversation.setStatus'> = async (
  context,
  { conversationId, status },
) => {
  const { tx, actor, now } = context;
  const reached = await reachConversation(context, conversationId, 'conversation.status');
  if (!reached.ok) return reached;
  const conversation = reached.value;
  const was = conversation.status;
  if (was === status && conversation.snoozedUntil === null) return done(null);
  if (FINISHED.has(status) || status === 'SPAM') await finishRuns(tx, actor, conversationId);
  const edit = new ConversationEdit(tx, conversation, actor);
  edit.set({ status, snoozedUntil: null });
  if (FINISHED.has(status)) {
    await freezeEpisode(tx, conversation);
    edit.set({ waitingSince: null, resolvedAt: conversation.resolvedAt ?? now });
  } else if (status === 'SPAM') {
    edit.set({ waitingSince: null });
  } else if (FINISHED.has(was)) {
    edit.set({ resolvedAt: null });
  }
  const reopens = FINISHED.has(was) && !FINISHED.has(status) && status !== 'SPAM';
  if (was !== status) edit.event(reopens ? 'reopened' : 'status', { from: was, to: status });
  await edit.save();
  return done(null);
};

export const snooze: MutationHandler<'conversation.snooze'> = async (
  context,
  { conversationId, until },
) => {
  const { tx, actor, now } = context;
  const reached = await reachConversation(context, conversationId, 'conversation.status');
  if (!reached.ok) return reached;
  const conversation = reached.value;
  const snoozedUntil = until === null ? null : new Date(until);
  if (snoozedUntil !== null && snoozedUntil <= now)
    return refuse('VALIDATION_ERROR', 'That time has passed.');
  if (
    snoozedUntil !== null &&
    conversation.status !== 'OPEN' &&
    conversation.status !== 'PENDING'
  ) {
    return refuse('CONFLICT', 'Only an open conversation can be snoozed.');
  }
  if (conversation.snoozedUntil?.getTime() === snoozedUntil?.getTime()) return done(null);
  const edit = new ConversationEdit(tx, conversation, actor);
  edit.set({ snoozedUntil });
  edit.event('snoozed', { until });
  await edit.save();
  return done(null);
};

export const setPriority: MutationHandler<'conversation.setPriority'> = async (
  context,
  { conversationId, priority },
) => {
  const { tx, actor } = context;
  const reached = await reachConversation(context, conversationId, 'conversation.status');
  if (!reached.ok) return reached;
  if (reached.value.priority === priority) return done(null);
  const edit = new ConversationEdit(tx, reached.value, actor);
  edit.set({ priority });
  edit.event('priority', { from: reached.value.priority, to: priority });
  await edit.save();
  return done(null);
};

/** Open and urgent, and whoever can help is told: the assignee, else the team, else those who manage. */
export const escalate: MutationHandler<'conversation.escalate'> = async (
  context,
  { conversationId, reason },
) => {
  const { tx, actor } = context;
  const reached = await reachConversation(context, conversationId, 'conversation.status');
  if (!reached.ok) return reached;
  const conversation = reached.value;
  const { status, priority } = conversation;
  const edit = new ConversationEdit(tx, conversation, actor);
  edit.set({ status: 'OPEN', priority: 'URGENT', snoozedUntil: null });
  if (FINISHED.has(status)) edit.set({ resolvedAt: null });
  edit.event('escalated', { reason, from: { status, priority } });
  await edit.save();
  const users = await whoCanHelp(tx, conversation);
  await notifyUsers(
    tx,
    actor.organizationId,
    users.filter((userId) => userId !== actor.userId),
    { kind: 'escalated', conversationId, itemId: null, text: `Escalated: ${reason}` },
  );
  return done(null);
};

async function whoCanHelp(
  tx: Tx,
  { assigneeId, teamId, inboxId, organizationId }: LockedConversation,
): Promise<string[]> {
  if (assigneeId !== null) return [assigneeId];
  const rows = await tx.$queryRaw<{ userId: string }[]>`
    select m.user_id as "userId" from memberships m
      join inbox_access a on a.membership_id = m.id and a.inbox_id = ${inboxId}::uuid
    where m.organization_id = ${organizationId}::uuid and m.active
      and case when ${teamId}::uuid is null then m.role in ('MANAGER', 'ADMIN', 'OWNER')
        else exists (select from team_members t where t.membership_id = m.id and t.team_id = ${teamId}::uuid) end`;
  return rows.map(({ userId }) => userId);
}

export const tag: MutationHandler<'conversation.tag'> = async (
  context,
  { conversationId, tagId },
) => {
  const { tx, actor } = context;
  const reached = await reachConversation(context, conversationId, 'conversation.tag');
  if (!reached.ok) return reached;
  if ((await tx.tag.count({ where: { id: tagId } })) === 0) return notFound('tag');
  const { organizationId, inboxId: scopeId } = reached.value;
  const row = {
    id: associationId(conversationId, tagId),
    organizationId,
    scopeId,
    conversationId,
    tagId,
  };
  const { count } = await tx.conversationTag.createMany({ data: [row], skipDuplicates: true });
  if (count === 0) return done(null);
  const edit = new ConversationEdit(tx, reached.value, actor);
  edit.event('tagged', { tagId });
  await edit.save();
  return done(null);
};

export const untag: MutationHandler<'conversation.untag'> = async (
  context,
  { conversationId, tagId },
) => {
  const { tx, actor } = context;
  const reached = await reachConversation(context, conversationId, 'conversation.tag');
  if (!reached.ok) return reached;
  const { count } = await tx.conversationTag.deleteMany({ where: { conversationId, tagId } });
  if (count === 0) return done(null);
  const edit = new ConversationEdit(tx, reached.value, actor);
  edit.event('untagged', { tagId });
  await edit.save();
  return done(null);
};

/** A maximum: what was read once stays read, in whatever order the marks arrive. */
export const markRead: MutationHandler<'conversation.markRead'> = async (
  { tx, actor, rights },
  { conversationId, upTo },
) => {
  const conversation = await tx.conversation.findUnique({
    where: { id: conversationId },
    select: { inboxId: true, lastNumber: true },
  });
  if (!conversation || !seesInbox(rights, conversation.inboxId)) return notFound('conversation');
  if (actor.membershipId === null) return refuse('VALIDATION_ERROR', 'Only a member can read.');
  const id = associationId(actor.membershipId, conversationId);
  await tx.$executeRaw`
    insert into read_states (id, organization_id, scope_id, conversation_id, up_to)
    values (${id}::uuid, ${actor.organizationId}::uuid, ${actor.membershipId}::uuid, ${conversationId}::uuid,
      ${Math.min(upTo, conversation.lastNumber)})
    on conflict (scope_id, conversation_id) do update set up_to = excluded.up_to, updated_at = clock_timestamp()
    where read_states.up_to < excluded.up_to`;
  return done(null);
};
