import type { Entities, EntityName, SyncedRow } from './entities.ts';

/** What a column holds on the wire: `time` is ISO 8601 in UTC with milliseconds, `json` is passed as it is. */
export type ColumnKind = 'id' | 'ids' | 'text' | 'time' | 'int' | 'flag' | 'json';

type Columns<Row> = { readonly [Field in keyof Row]-?: ColumnKind };

const SYNCED = {
  id: 'id',
  organizationId: 'id',
  scopeId: 'id',
  createdAt: 'time',
  updatedAt: 'time',
  rev: 'int',
} as const satisfies Columns<SyncedRow>;

/**
 * Exactly the columns that may replicate, by entity. The types hold it to the entities' fields, a test of the database to
 * the tables' columns: a column that a table gains reaches nobody before it is named here.
 */
export const ENTITY_COLUMNS: { readonly [E in EntityName]: Columns<Entities[E]> } = {
  memberships: { ...SYNCED, userId: 'id', displayName: 'text', role: 'text', active: 'flag' },
  teams: { ...SYNCED, name: 'text', color: 'text' },
  team_members: { ...SYNCED, teamId: 'id', membershipId: 'id' },
  tags: { ...SYNCED, name: 'text', color: 'text' },
  canned_replies: { ...SYNCED, shortcut: 'text', title: 'text', body: 'text' },
  inboxes: {
    ...SYNCED,
    channel: 'text',
    name: 'text',
    address: 'text',
    health: 'text',
    healthReason: 'text',
    healthAt: 'time',
    autoResolve: 'flag',
    archivedAt: 'time',
  },
  contact_cards: {
    ...SYNCED,
    inboxId: 'id',
    contactId: 'id',
    name: 'text',
    phone: 'text',
    email: 'text',
    language: 'text',
    timezone: 'text',
    blocked: 'flag',
  },
  conversations: {
    ...SYNCED,
    inboxId: 'id',
    channel: 'text',
    identityId: 'id',
    cardId: 'id',
    subject: 'text',
    status: 'text',
    priority: 'text',
    snoozedUntil: 'time',
    assigneeId: 'id',
    teamId: 'id',
    lastNumber: 'int',
    lastInboundNumber: 'int',
    lastMessageAt: 'time',
    lastMessagePreview: 'text',
    lastMessageDirection: 'text',
    lastInboundAt: 'time',
    waitingSince: 'time',
    episode: 'int',
    resolvedAt: 'time',
  },
  messages: {
    ...SYNCED,
    conversationId: 'id',
    number: 'int',
    episode: 'int',
    direction: 'text',
    type: 'text',
    text: 'text',
    truncated: 'flag',
    status: 'text',
    authorKind: 'text',
    authorId: 'id',
    replyToId: 'id',
    vendorAt: 'time',
    seenUpTo: 'int',
    errorCode: 'text',
    errorText: 'text',
    sentAt: 'time',
    deliveredAt: 'time',
    readAt: 'time',
    metadata: 'json',
  },
  notes: {
    ...SYNCED,
    conversationId: 'id',
    number: 'int',
    authorId: 'id',
    text: 'text',
    mentions: 'ids',
  },
  attachments: {
    ...SYNCED,
    conversationId: 'id',
    messageId: 'id',
    kind: 'text',
    fileName: 'text',
    mimeType: 'text',
    size: 'int',
    width: 'int',
    height: 'int',
    hasThumbnail: 'flag',
    state: 'text',
    errorText: 'text',
  },
  conversation_tags: { ...SYNCED, conversationId: 'id', tagId: 'id' },
  timeline_events: {
    ...SYNCED,
    conversationId: 'id',
    number: 'int',
    kind: 'text',
    actorKind: 'text',
    actorId: 'id',
    data: 'json',
  },
  read_states: { ...SYNCED, conversationId: 'id', upTo: 'int' },
  notifications: {
    ...SYNCED,
    kind: 'text',
    conversationId: 'id',
    itemId: 'id',
    text: 'text',
    readAt: 'time',
  },
};

/** A field's column: `lastMessageAt` → `last_message_at`. */
export const columnOf = (field: string): string =>
  field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
