import type { MessageType } from '@frontdesk/core/entities';
import type { IngestInbox, KnownConversation } from './ingest-world.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A conversation as a batch changes it, with the timeline rows that this makes. */
export type ConversationDraft = Mutable<KnownConversation> & {
  readonly inbox: IngestInbox;
  readonly isNew: boolean;
  readonly events: TimelineDraft[];
  readonly newEpisodes: { readonly number: number; readonly openedAt: Date }[];
};

export type TimelineDraft = {
  readonly id: string;
  readonly number: number;
  readonly kind: 'opened' | 'reopened' | 'status' | 'snoozed';
  readonly data: Readonly<Record<string, unknown>>;
};

type Arrival = {
  readonly type: MessageType;
  readonly preview: string;
  /** The vendor's time. */
  readonly sentAt: Date | null;
  readonly now: Date;
  readonly newId: () => string;
};

/** Later than this and the agent is told that the message was long on its way. */
const LATE_MS = 60_000;

export const continueConversation = (
  known: KnownConversation,
  inbox: IngestInbox,
): ConversationDraft => ({
  ...known,
  inbox,
  isNew: false,
  events: [],
  newEpisodes: [],
});

export function beginConversation(
  ids: { readonly id: string; readonly identityId: string; readonly cardId: string },
  inbox: IngestInbox,
  now: Date,
  newId: () => string,
): ConversationDraft {
  return {
    ...ids,
    inbox,
    isNew: true,
    status: 'OPEN',
    snoozedUntil: null,
    assigneeId: null,
    lastNumber: 1,
    lastInboundNumber: 0,
    lastMessageAt: null,
    lastMessagePreview: null,
    lastMessageDirection: null,
    lastMessageAuthorKind: null,
    lastMessageAuthorId: null,
    lastInboundAt: null,
    waitingSince: null,
    episode: 1,
    resolvedAt: null,
    frozen: false,
    events: [{ id: newId(), number: 1, kind: 'opened', data: { episode: 1 } }],
    newEpisodes: [{ number: 1, openedAt: now }],
  };
}

/**
 * Takes one customer message in: its number, and what it does to the conversation. A message after resolution opens a
 * new episode; SPAM stays SPAM; a reaction is no word of its own and wakes nobody.
 */
export function receiveInto(
  draft: ConversationDraft,
  arrival: Arrival,
): { number: number; late: boolean; reopened: boolean } {
  const { now, sentAt } = arrival;
  const speaks = arrival.type !== 'REACTION';
  const reopened = speaks && draft.status !== 'SPAM' && wake(draft, arrival);
  const late =
    sentAt !== null &&
    (now.getTime() - sentAt.getTime() > LATE_MS || isBefore(sentAt, draft.lastInboundAt));
  draft.lastNumber += 1;
  draft.lastMessageAt = now;
  draft.lastMessagePreview = arrival.preview;
  draft.lastMessageDirection = 'INBOUND';
  draft.lastMessageAuthorKind = 'CUSTOMER';
  draft.lastMessageAuthorId = null;
  if (speaks) {
    draft.lastInboundNumber = draft.lastNumber;
    draft.lastInboundAt = latest(draft.lastInboundAt, earliest(sentAt ?? now, now));
    if (draft.status !== 'SPAM') draft.waitingSince ??= now;
  }
  return { number: draft.lastNumber, late, reopened };
}

function wake(draft: ConversationDraft, { now, newId }: Arrival): boolean {
  const was = draft.status;
  const finished = was === 'RESOLVED' || was === 'CLOSED';
  if (finished || draft.frozen) beginEpisode(draft, now);
  if (was !== 'OPEN') {
    draft.status = 'OPEN';
    note(
      draft,
      newId(),
      finished ? 'reopened' : 'status',
      finished ? { episode: draft.episode } : { from: was, to: 'OPEN' },
    );
  }
  if (draft.snoozedUntil !== null) {
    draft.snoozedUntil = null;
    note(draft, newId(), 'snoozed', { until: null });
  }
  return finished;
}

function beginEpisode(draft: ConversationDraft, now: Date): void {
  draft.episode += 1;
  draft.frozen = false;
  draft.resolvedAt = null;
  draft.newEpisodes.push({ number: draft.episode, openedAt: now });
}

function note(
  draft: ConversationDraft,
  id: string,
  kind: TimelineDraft['kind'],
  data: TimelineDraft['data'],
): void {
  draft.lastNumber += 1;
  draft.events.push({ id, number: draft.lastNumber, kind, data });
}

const isBefore = (one: Date, other: Date | null): boolean => other !== null && one < other;
const earliest = (one: Date, other: Date): Date => (one < other ? one : other);
const latest = (one: Date | null, other: Date): Date => (one !== null && one > other ? one : other);
