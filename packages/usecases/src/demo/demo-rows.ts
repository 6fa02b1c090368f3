import type { ConversationStatus, MessageStatus } from '@frontdesk/core/entities';
import { associationId, idAt } from '@frontdesk/core/ids';
import { preview } from '@frontdesk/core/text';
import { UNSEEN_TEXT } from '../sends/seen-up-to.ts';
import type { PlannedItem } from './plan-conversation.ts';
import type { PlannedConversation } from './plan-demo.ts';

/** Where a planned conversation goes: ids that exist by the time it is written. */
export type Place = {
  readonly organizationId: string;
  readonly inboxId: string;
  readonly channel: string;
  readonly identityId: string;
  readonly cardId: string;
  readonly tagIds: ReadonlyMap<string, string>;
  readonly userIds: ReadonlyMap<string, string>;
  /** Memberships that see the inbox, and who therefore has read what is done. */
  readonly membershipIds: readonly string[];
  readonly now: number;
};

const FAILURES: Partial<Record<MessageStatus, { errorCode: string; errorText: string }>> = {
  FAILED: {
    errorCode: '0200402',
    errorText: 'The account that sends for this inbox has run out of prepaid credits.',
  },
  UNCERTAIN: {
    errorCode: 'no_answer',
    errorText:
      'The connection broke before the vendor answered: it may have been sent, or it may not.',
  },
};

const NO_FAILURE = { errorCode: null, errorText: null };

const HOLDS = {
  needs_look: { errorCode: 'needs_look', errorText: UNSEEN_TEXT.customer },
  window_closed: {
    errorCode: 'window_closed',
    errorText:
      'More than 24 hours have passed since the customer last wrote. This channel only takes an approved template now.',
  },
};

/** All rows of one conversation, numbered in the order of its timeline. */
export function conversationRows(plan: PlannedConversation, place: Place) {
  const { items, episodes, status } = plan.timeline;
  const first = items[0]?.at ?? place.now;
  const id = idAt(first);
  const shared = {
    organizationId: place.organizationId,
    scopeId: place.inboxId,
    conversationId: id,
  };
  const authorOf = (email: string | null): string | null =>
    email === null ? null : (place.userIds.get(email) ?? null);
  const numbered = items.map((item, i) => ({ item, number: i + 1 }));
  const authors = { authorOf, answering: authorOf(plan.assignee ?? 'agent@demo.test') };
  const { messages, notes, events } = timelineRows(numbered, shared, authors);
  const conversation = {
    id,
    organizationId: place.organizationId,
    scopeId: place.inboxId,
    inboxId: place.inboxId,
    channel: place.channel,
    identityId: place.identityId,
    cardId: place.cardId,
    status,
    priority: plan.priority,
    snoozedUntil: plan.snoozedUntil === null ? null : new Date(plan.snoozedUntil),
    assigneeId: authorOf(plan.assignee),
    ...headOf(numbered, status, authors.answering),
    episode: episodes.length,
    createdAt: new Date(first),
  };
  return {
    conversation,
    messages,
    notes,
    events,
    sends: messages.filter((m) => m.errorText !== null).map((m) => sendOf(m, place)),
    episodes: episodes.map((e) => episodeOf(e, shared, messages)),
    tags: plan.tags.map((name) => tagOf(place.tagIds.get(name) ?? '', shared)),
    readStates: readStatesOf(conversation, place),
  };
}

type Shared = {
  readonly organizationId: string;
  readonly scopeId: string;
  readonly conversationId: string;
};

type Authors = {
  readonly authorOf: (email: string) => string | null;
  /** Who answers in this conversation. */
  readonly answering: string | null;
};

function timelineRows(numbered: readonly Numbered[], shared: Shared, authors: Authors) {
  const rowOf = ({ item, number }: Numbered) => ({ ...shared, id: idAt(item.at), number });
  return {
    messages: numbered.flatMap((one) =>
      one.item.kind === 'message'
        ? [{ ...rowOf(one), ...messageFields(one.item, one.number, authors.answering) }]
        : [],
    ),
    notes: numbered.flatMap((one) =>
      one.item.kind === 'note'
        ? [
            {
              ...rowOf(one),
              authorId: authors.authorOf(one.item.by) ?? '',
              text: one.item.text,
              mentions: [],
              ...times(one.item.at),
            },
          ]
        : [],
    ),
    events: numbered.flatMap((one) =>
      one.item.kind === 'event' ? [{ ...rowOf(one), ...eventFields(one.item, authors) }] : [],
    ),
  };
}

function eventFields(item: Extract<PlannedItem, { kind: 'event' }>, { answering }: Authors) {
  const byCustomer = item.event === 'reopened';
  return {
    kind: item.event,
    actorKind: byCustomer ? 'CUSTOMER' : 'USER',
    actorId: byCustomer ? null : answering,
    data: { ...item.data },
    ...times(item.at),
  };
}

const times = (at: number) => ({ createdAt: new Date(at), updatedAt: new Date(at) });

type PlannedMessage = Extract<PlannedItem, { kind: 'message' }>;

function messageFields(item: PlannedMessage, number: number, answering: string | null) {
  const inbound = item.from === 'customer';
  const at = new Date(item.at);
  const delivered = item.status === 'DELIVERED' || item.status === 'READ';
  return {
    episode: item.episode,
    direction: inbound ? 'INBOUND' : 'OUTBOUND',
    type: 'TEXT',
    text: item.text,
    status: item.status,
    ...authorFields(item, answering),
    vendorAt: inbound ? at : null,
    sentAt: delivered ? at : null,
    deliveredAt: delivered ? at : null,
    readAt: item.status === 'READ' ? at : null,
    // Its author had seen the line before, or only the one before that.
    seenUpTo: item.held === undefined ? null : number - (item.held === 'needs_look' ? 2 : 1),
    ...(item.held === undefined ? (FAILURES[item.status] ?? NO_FAILURE) : HOLDS[item.held]),
    ...times(item.at),
  };
}

const AUTHORS = { customer: 'CUSTOMER', agent: 'USER', ai: 'AI' } as const;

const authorFields = ({ from }: PlannedMessage, answering: string | null) => ({
  authorKind: AUTHORS[from],
  authorId: from === 'agent' ? answering : null,
});

type Numbered = { readonly item: PlannedItem; readonly number: number };

/** What the conversation row says of its timeline. */
function headOf(
  numbered: readonly Numbered[],
  status: ConversationStatus,
  answering: string | null,
) {
  const spoken = numbered.filter(({ item }) => item.kind === 'message');
  const last = spoken.at(-1);
  // What is held has answered nobody.
  const said = spoken.findLast(({ item }) => item.kind === 'message' && item.held === undefined);
  const inbound = spoken.findLast(
    ({ item }) => item.kind === 'message' && item.from === 'customer',
  );
  const message = last?.item.kind === 'message' ? last.item : null;
  const author = message === null ? null : authorFields(message, answering);
  const waits = said === inbound && (status === 'OPEN' || status === 'PENDING');
  const ended = numbered.at(-1)?.item.at ?? 0;
  return {
    lastNumber: numbered.length,
    lastInboundNumber: inbound?.number ?? 0,
    lastMessageAt: new Date(last?.item.at ?? 0),
    lastMessagePreview: preview(message?.text ?? ''),
    lastMessageDirection: last === inbound ? 'INBOUND' : 'OUTBOUND',
    lastMessageAuthorKind: author?.authorKind ?? null,
    lastMessageAuthorId: author?.authorId ?? null,
    lastInboundAt: inbound ? new Date(inbound.item.at) : null,
    waitingSince: waits && inbound ? new Date(inbound.item.at) : null,
    resolvedAt: status === 'RESOLVED' || status === 'CLOSED' ? new Date(ended) : null,
    updatedAt: new Date(ended),
  };
}

function sendOf(
  message: {
    id: string;
    conversationId: string;
    number: number;
    status: MessageStatus;
    errorText: string | null;
    createdAt: Date;
  },
  place: Place,
) {
  return {
    messageId: message.id,
    organizationId: place.organizationId,
    inboxId: place.inboxId,
    conversationId: message.conversationId,
    number: message.number,
    state: message.status === 'FAILED' ? 'DEAD' : message.status,
    attempts: message.status === 'HELD' ? 0 : 1,
    lastError: message.errorText,
    updatedAt: message.createdAt,
  };
}

function episodeOf(
  episode: { number: number; openedAt: number; resolvedAt: number | null },
  { conversationId, organizationId }: Shared,
  messages: readonly { episode: number; direction: string; text: string; createdAt: Date }[],
) {
  const said = messages.filter((m) => m.episode === episode.number);
  const transcript = said.map((m) => ({
    direction: m.direction,
    text: m.text,
    at: m.createdAt.toISOString(),
  }));
  return {
    id: associationId(conversationId, String(episode.number)),
    organizationId,
    conversationId,
    number: episode.number,
    openedAt: new Date(episode.openedAt),
    ...(episode.resolvedAt === null
      ? {}
      : { resolvedAt: new Date(episode.resolvedAt), transcript }),
  };
}

const tagOf = (tagId: string, shared: Shared) => ({
  ...shared,
  id: associationId(shared.conversationId, tagId),
  tagId,
});

/** Everybody has read what is done; what a customer wrote in the last day waits to be read. */
function readStatesOf(
  conversation: { id: string; lastNumber: number; waitingSince: Date | null },
  place: Place,
) {
  const since = conversation.waitingSince?.getTime();
  const unread = since !== undefined && since > place.now - 24 * 60 * 60_000;
  if (unread) return [];
  return place.membershipIds.map((membershipId) => ({
    id: associationId(membershipId, conversation.id),
    organizationId: place.organizationId,
    scopeId: membershipId,
    conversationId: conversation.id,
    upTo: conversation.lastNumber,
  }));
}
