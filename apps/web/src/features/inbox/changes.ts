import type { Conversation, ConversationStatus, Priority } from '@frontdesk/core/entities';
import type { Workspace } from '../../replica/workspace.ts';
import { tagsOnConversations } from '../../replica/indexes.ts';
import { counted, returnTime } from '../../shell/words.ts';
import { useWindowState } from '../../shell/window-state.ts';

/** What people do to conversations, one or many at a time. Each says what it did and can be taken back while the toast stands. */

type Undo = (before: Conversation) => void;

type Change = {
  readonly ids: readonly string[];
  /** Rows that are as asked for already are left alone. */
  readonly isDone: (row: Conversation) => boolean;
  readonly run: (row: Conversation) => void;
  readonly undo: Undo;
  /** What happened, for the number of conversations that changed. */
  readonly said: (howMany: string) => string;
};

function carryOut(workspace: Workspace, { ids, isDone, run, undo, said }: Change): void {
  const rows = ids
    .flatMap((id) => workspace.store.row('conversations', id).get() ?? [])
    .filter((row) => !isDone(row));
  if (rows.length === 0) return;
  for (const row of rows) run(row);
  const takeBack = () => rows.forEach(undo);
  const howMany = rows.length === 1 ? '' : ` ${counted(rows.length, 'conversation')}`;
  useWindowState.getState().toast(said(howMany), { action: { label: 'Undo', run: takeBack } });
}

const STATUS_WORDS: Readonly<Record<ConversationStatus, string>> = {
  OPEN: 'Reopened',
  PENDING: 'Set to waiting on the customer',
  RESOLVED: 'Resolved',
  CLOSED: 'Closed',
  SPAM: 'Moved to spam',
};

export function setStatus(
  workspace: Workspace,
  ids: readonly string[],
  status: ConversationStatus,
): void {
  carryOut(workspace, {
    ids,
    isDone: (row) => row.status === status && row.snoozedUntil === null,
    run: (row) => workspace.mutate('conversation.setStatus', { conversationId: row.id, status }),
    undo: (before) => {
      workspace.mutate('conversation.setStatus', {
        conversationId: before.id,
        status: before.status,
      });
      if (before.snoozedUntil !== null)
        workspace.mutate('conversation.snooze', {
          conversationId: before.id,
          until: before.snoozedUntil,
        });
    },
    said: (howMany) => `${STATUS_WORDS[status]}${howMany}`,
  });
}

export function assign(
  workspace: Workspace,
  ids: readonly string[],
  to: { id: string | null; name: string },
): void {
  carryOut(workspace, {
    ids,
    isDone: (row) => row.assigneeId === to.id,
    run: (row) =>
      workspace.mutate('conversation.assign', { conversationId: row.id, userId: to.id }),
    undo: (before) =>
      workspace.mutate('conversation.assign', {
        conversationId: before.id,
        userId: before.assigneeId,
      }),
    said: (howMany) =>
      to.id === null ? `Unassigned${howMany}` : `Assigned${howMany} to ${to.name}`,
  });
}

export function assignTeam(
  workspace: Workspace,
  ids: readonly string[],
  to: { id: string | null; name: string },
): void {
  carryOut(workspace, {
    ids,
    isDone: (row) => row.teamId === to.id,
    run: (row) =>
      workspace.mutate('conversation.assignTeam', { conversationId: row.id, teamId: to.id }),
    undo: (before) =>
      workspace.mutate('conversation.assignTeam', {
        conversationId: before.id,
        teamId: before.teamId,
      }),
    said: (howMany) =>
      to.id === null ? `Took${howMany} off the team` : `Gave${howMany} to ${to.name}`,
  });
}

export function snooze(workspace: Workspace, ids: readonly string[], until: string | null): void {
  carryOut(workspace, {
    ids,
    isDone: (row) => row.snoozedUntil === until,
    run: (row) => workspace.mutate('conversation.snooze', { conversationId: row.id, until }),
    undo: (before) =>
      workspace.mutate('conversation.snooze', {
        conversationId: before.id,
        until: before.snoozedUntil,
      }),
    said: (howMany) =>
      until === null
        ? `Woke${howMany || ' it'} up`
        : `Snoozed${howMany} until ${returnTime(until, Date.now())}`,
  });
}

export function setPriority(
  workspace: Workspace,
  ids: readonly string[],
  priority: Priority,
): void {
  carryOut(workspace, {
    ids,
    isDone: (row) => row.priority === priority,
    run: (row) =>
      workspace.mutate('conversation.setPriority', { conversationId: row.id, priority }),
    undo: (before) =>
      workspace.mutate('conversation.setPriority', {
        conversationId: before.id,
        priority: before.priority,
      }),
    said: (howMany) =>
      `Priority${howMany === '' ? '' : ` of${howMany}`} set to ${priority.toLowerCase()}`,
  });
}

/** Puts the tag on those without it, or takes it off all when everyone has it. */
export function toggleTag(
  workspace: Workspace,
  ids: readonly string[],
  tag: { id: string; name: string },
): void {
  const tagged = new Set(
    workspace.store
      .list(tagsOnConversations, tag.id)
      .get()
      .map((row) => row.conversationId),
  );
  const has = (id: string) => tagged.has(id);
  const off = ids.length > 0 && ids.every(has);
  const [there, back] = off
    ? (['conversation.untag', 'conversation.tag'] as const)
    : (['conversation.tag', 'conversation.untag'] as const);
  carryOut(workspace, {
    ids,
    isDone: (row) => !off && has(row.id),
    run: (row) => workspace.mutate(there, { conversationId: row.id, tagId: tag.id }),
    undo: (before) => workspace.mutate(back, { conversationId: before.id, tagId: tag.id }),
    said: (howMany) =>
      `${off ? 'Took' : 'Put'} ${tag.name} ${off ? 'off' : 'on'}${howMany || ' it'}`,
  });
}
