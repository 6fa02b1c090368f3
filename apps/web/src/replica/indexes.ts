import type { Conversation } from '@frontdesk/core/entities';
import type { Entities } from '@frontdesk/core/entity-registry';
import { indexOf } from '@frontdesk/sync/client/index-of';
import { needsPerson, waitsForApproval } from './row-states.ts';

/** How the replica keeps its rows sorted for the screen. Keys depend on the row alone; views that need more filter one of these. */
const index = indexOf<Entities>();

const ALL = () => 'all';

export const isActive = ({ status }: Pick<Conversation, 'status'>): boolean =>
  status === 'OPEN' || status === 'PENDING';

/** Set aside until a time; the server wakes it, so that all screens agree on the moment. */
const isSnoozed = ({ snoozedUntil }: Conversation): boolean => snoozedUntil !== null;

/** The buckets of a conversation: `all`, and what a view shows of it. */
export function conversationKeys(row: Conversation): readonly string[] {
  const keys = ['all', `card:${row.cardId}`];
  if (!isActive(row)) return [...keys, row.status === 'SPAM' ? 'spam' : 'resolved'];
  if (isSnoozed(row)) return [...keys, 'snoozed'];
  keys.push(
    'open',
    `inbox:${row.inboxId}`,
    row.assigneeId === null ? 'unassigned' : `assignee:${row.assigneeId}`,
  );
  if (row.teamId !== null) keys.push(`team:${row.teamId}`);
  return keys;
}

const descending = (a: string | null, b: string | null) =>
  a === b ? 0 : (a ?? '') < (b ?? '') ? 1 : -1;

const newestFirst = (a: Conversation, b: Conversation) =>
  descending(a.lastMessageAt, b.lastMessageAt);

/** Who needs an answer longest stands first; conversations that wait for the customer follow, newest first. */
export function waitingFirst(a: Conversation, b: Conversation): number {
  if (a.waitingSince !== null && b.waitingSince !== null)
    return -descending(a.waitingSince, b.waitingSince);
  if (a.waitingSince !== b.waitingSince) return a.waitingSince === null ? 1 : -1;
  return newestFirst(a, b);
}

export const conversationsByWaiting = index('conversations', {
  keys: conversationKeys,
  compare: waitingFirst,
});
export const conversationsByNewest = index('conversations', {
  keys: conversationKeys,
  compare: newestFirst,
});

/** Pending rows have no number yet and stand last, in the order in which they were written. */
type Numbered = { readonly number: number; readonly createdAt: string };
const inTimeline = (a: Numbered, b: Numbered) =>
  (a.number || Number.MAX_SAFE_INTEGER) - (b.number || Number.MAX_SAFE_INTEGER) ||
  -descending(a.createdAt, b.createdAt);

const conversationOf = (row: { readonly conversationId: string }) => row.conversationId;
const anyOrder = () => 0;

export const messagesByConversation = index('messages', {
  keys: conversationOf,
  compare: inTimeline,
});
export const messagesThatNeedPerson = index('messages', {
  keys: (row) => (needsPerson(row) ? ['all', row.conversationId] : null),
  compare: inTimeline,
});
export const notesByConversation = index('notes', { keys: conversationOf, compare: inTimeline });
export const eventsByConversation = index('timeline_events', {
  keys: conversationOf,
  compare: inTimeline,
});
export const attachmentsByMessage = index('attachments', {
  keys: (row) => row.messageId,
  compare: (a, b) => -descending(a.createdAt, b.createdAt),
});
/** How messages were read: by conversation, in the messages' order, and by message. */
export const readings = index('classifications', {
  keys: (row) => [row.conversationId, row.messageId],
  compare: inTimeline,
});
/** Procedures at work: by conversation, in the order of the messages that called for them; `waiting` holds those to approve. */
export const runs = index('sop_runs', {
  keys: (row) => (waitsForApproval(row) ? [row.conversationId, 'waiting'] : [row.conversationId]),
  compare: inTimeline,
});
export const stepsByRun = index('sop_run_steps', {
  keys: (row) => row.runId,
  compare: (a, b) => a.position - b.position,
});
/** By conversation and by tag: the keys are ids of different kinds and never meet. */
export const tagsOnConversations = index('conversation_tags', {
  keys: (row) => [row.conversationId, row.tagId],
  compare: anyOrder,
});
export const readStates = index('read_states', {
  keys: (row) => ['all', row.conversationId],
  compare: anyOrder,
});
export const cardsByContact = index('contact_cards', {
  keys: (row) => row.contactId,
  compare: anyOrder,
});
/** Mentions stay in their view when they are read; unread ones are counted, and found by their conversation. */
export const notifications = index('notifications', {
  keys: ({ kind, readAt, conversationId }) => {
    if (kind !== 'mention' || conversationId === null) return null;
    return readAt === null ? ['mentions', 'unread', conversationId] : ['mentions'];
  },
  compare: (a, b) => descending(a.createdAt, b.createdAt),
});

const byName = (a: { readonly name: string }, b: { readonly name: string }) =>
  a.name.localeCompare(b.name);

export const people = index('memberships', {
  keys: ALL,
  compare: (a, b) => a.displayName.localeCompare(b.displayName),
});
export const teams = index('teams', { keys: ALL, compare: byName });
export const teamMembers = index('team_members', { keys: ALL, compare: anyOrder });
export const tags = index('tags', { keys: ALL, compare: byName });
export const inboxes = index('inboxes', { keys: ALL, compare: byName });
export const cannedReplies = index('canned_replies', {
  keys: ALL,
  compare: (a, b) => a.shortcut.localeCompare(b.shortcut),
});

export const intents = index('intents', { keys: ALL, compare: byName });
/** Deleted ones stay in the replica, because past runs name them: they stand under no key. */
export const sops = index('sops', {
  keys: (row) => (row.deletedAt === null ? ['all', row.intentId ?? 'none'] : null),
  compare: (a, b) => b.priority - a.priority || a.title.localeCompare(b.title),
});

/** All of them, for the client. */
export const INDEXES = [
  conversationsByWaiting,
  conversationsByNewest,
  messagesByConversation,
  messagesThatNeedPerson,
  notesByConversation,
  eventsByConversation,
  attachmentsByMessage,
  tagsOnConversations,
  readings,
  runs,
  stepsByRun,
  readStates,
  cardsByContact,
  notifications,
  people,
  teams,
  teamMembers,
  tags,
  inboxes,
  cannedReplies,
  intents,
  sops,
];
