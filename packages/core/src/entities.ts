/**
 * The rows that replicate, as they cross the wire: table names are entity names, columns are
 * camelCase, times are ISO 8601 strings, ids are UUIDs. A synced row holds only what every member of
 * its scope may read; secrets, hashes and raw deliveries live in tables without capture.
 */

import type { Role } from './roles.ts';

export const CHANNELS = ['whatsapp', 'openphone', 'webchat', 'api'] as const;
export type ChannelKind = (typeof CHANNELS)[number];

export const CONVERSATION_STATUSES = ['OPEN', 'PENDING', 'RESOLVED', 'CLOSED', 'SPAM'] as const;
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number];

export const PRIORITIES = ['LOW', 'NORMAL', 'HIGH', 'URGENT'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const MESSAGE_TYPES = [
  'TEXT',
  'IMAGE',
  'VIDEO',
  'AUDIO',
  'DOCUMENT',
  'STICKER',
  'LOCATION',
  'CONTACT',
  'POLL',
  'REACTION',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** Inbound messages are RECEIVED; the rest are the states of a send. UNCERTAIN is re-sent only by a person. */
export const MESSAGE_STATUSES = [
  'RECEIVED',
  'QUEUED',
  'HELD',
  'SENDING',
  'SENT',
  'DELIVERED',
  'READ',
  'FAILED',
  'UNCERTAIN',
  'REVOKED',
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

export type Direction = 'INBOUND' | 'OUTBOUND';
export const AUTHOR_KINDS = ['CUSTOMER', 'USER', 'AI', 'API', 'SYSTEM'] as const;
export type AuthorKind = (typeof AUTHOR_KINDS)[number];

/** Columns of every synced row. `rev` counts its updates; `scopeId` is the one scope that it belongs to. */
export type SyncedRow = {
  readonly id: string;
  readonly organizationId: string;
  readonly scopeId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly rev: number;
};

// Scope: workspace (scopeId = organization id)

export type Membership = SyncedRow & {
  readonly userId: string;
  readonly displayName: string;
  readonly role: Role;
  readonly active: boolean;
};

export type Team = SyncedRow & { readonly name: string; readonly color: string };

/** Association: id = associationId(teamId, membershipId). */
export type TeamMember = SyncedRow & { readonly teamId: string; readonly membershipId: string };

export type Tag = SyncedRow & { readonly name: string; readonly color: string };

/** `shortcut` is what follows the slash in the composer; `body` may hold {{contact.name}}-style variables. */
export type CannedReply = SyncedRow & {
  readonly shortcut: string;
  readonly title: string;
  readonly body: string;
};

// Scope: inbox (scopeId = inbox id)

export type Inbox = SyncedRow & {
  readonly channel: ChannelKind;
  readonly name: string;
  /** What customers write to: a number or an address, for the composer's header. */
  readonly address: string | null;
  readonly health: 'ok' | 'paused' | 'error' | 'unknown';
  readonly healthReason: string | null;
  readonly healthAt: string | null;
  /** Idle resolution may change the status here. */
  readonly autoResolve: boolean;
  readonly archivedAt: string | null;
};

/** A contact as one inbox may see it, so that nothing leaks across inboxes. */
export type ContactCard = SyncedRow & {
  readonly inboxId: string;
  readonly contactId: string;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly language: string | null;
  readonly timezone: string | null;
  readonly blocked: boolean;
};

export type Conversation = SyncedRow & {
  readonly inboxId: string;
  readonly channel: ChannelKind;
  readonly identityId: string;
  readonly cardId: string;
  readonly subject: string | null;
  readonly status: ConversationStatus;
  readonly priority: Priority;
  readonly snoozedUntil: string | null;
  /** User ids and team ids, from the workspace scope. */
  readonly assigneeId: string | null;
  readonly teamId: string | null;
  /** The number of the newest timeline item; numbers are given under this row's lock. */
  readonly lastNumber: number;
  readonly lastInboundNumber: number;
  readonly lastMessageAt: string | null;
  readonly lastMessagePreview: string | null;
  readonly lastMessageDirection: Direction | null;
  /** Who wrote that message. Not there in rows that a build before kept, which are shown until its successor has fetched anew. */
  readonly lastMessageAuthorKind?: AuthorKind | null;
  /** A user id; null where no member wrote it. */
  readonly lastMessageAuthorId?: string | null;
  readonly lastInboundAt: string | null;
  /** Since when the customer waits for an answer; null when we spoke last. */
  readonly waitingSince: string | null;
  readonly episode: number;
  readonly resolvedAt: string | null;
  /** What the newest message that was read wants; null when that is not known. */
  readonly intentId: string | null;
  /** 0 to 1, calibrated; null before anything was read. 1 once a person has said so. */
  readonly intentConfidence: number | null;
  /** The run by which the AI owns this conversation. Never together with an assignee: one owner at most. */
  readonly aiRunId: string | null;
};

/** A synced message keeps its first {@link SYNCED_TEXT_CHARS} characters; `truncated` says that more is to be fetched. */
export type Message = SyncedRow & {
  readonly conversationId: string;
  /** Place in the timeline; 0 on a pending row that the server has not yet accepted. */
  readonly number: number;
  readonly episode: number;
  readonly direction: Direction;
  readonly type: MessageType;
  readonly text: string;
  readonly truncated: boolean;
  readonly status: MessageStatus;
  readonly authorKind: AuthorKind;
  readonly authorId: string | null;
  readonly replyToId: string | null;
  /** The vendor's time; ours is createdAt. */
  readonly vendorAt: string | null;
  /** Last customer, colleague or AI item that the author had seen, as a timeline number. */
  readonly seenUpTo: number | null;
  readonly errorCode: string | null;
  readonly errorText: string | null;
  readonly sentAt: string | null;
  readonly deliveredAt: string | null;
  readonly readAt: string | null;
  /** Small channel facts: location, reaction, shared contact, late arrival. */
  readonly metadata: Readonly<Record<string, unknown>>;
};

export const SYNCED_TEXT_CHARS = 8_000;

export type Note = SyncedRow & {
  readonly conversationId: string;
  readonly number: number;
  readonly authorId: string;
  readonly text: string;
  /** User ids. */
  readonly mentions: readonly string[];
};

export type AttachmentState = 'PENDING' | 'READY' | 'FAILED';

export type Attachment = SyncedRow & {
  readonly conversationId: string;
  /** Null while a composed message has not been sent. */
  readonly messageId: string | null;
  readonly kind: MessageType;
  readonly fileName: string;
  readonly mimeType: string;
  readonly size: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly hasThumbnail: boolean;
  readonly state: AttachmentState;
  readonly errorText: string | null;
};

/** Association: id = associationId(conversationId, tagId). */
export type ConversationTag = SyncedRow & {
  readonly conversationId: string;
  readonly tagId: string;
};

export const TIMELINE_EVENT_KINDS = [
  'opened',
  'reopened',
  'status',
  'snoozed',
  'priority',
  'assigned',
  'team',
  'tagged',
  'untagged',
  'send_forced',
  'revoked',
  'escalated',
] as const;
export type TimelineEventKind = (typeof TIMELINE_EVENT_KINDS)[number];

export type TimelineEvent = SyncedRow & {
  readonly conversationId: string;
  readonly number: number;
  readonly kind: TimelineEventKind;
  readonly actorKind: AuthorKind;
  readonly actorId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
};

// Scope: user (scopeId = membership id)

/** id = associationId(membershipId, conversationId); `upTo` is a maximum, never an increment. */
export type ReadState = SyncedRow & {
  readonly conversationId: string;
  readonly upTo: number;
};

export type Notification = SyncedRow & {
  readonly kind: 'mention' | 'assigned' | 'send_failed' | 'needs_look' | 'escalated' | 'run';
  readonly conversationId: string | null;
  readonly itemId: string | null;
  readonly text: string;
  readonly readAt: string | null;
};
