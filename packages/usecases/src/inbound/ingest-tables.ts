/** The columns that ingesting writes, by table. What is not here has a default. */
export const CONTACTS = {
  name: 'contacts',
  columns: {
    id: 'uuid',
    organizationId: 'uuid',
    name: 'text',
    phone: 'text',
    email: 'text',
    language: 'text',
  },
} as const;

export const IDENTITIES = {
  name: 'channel_identities',
  columns: {
    id: 'uuid',
    organizationId: 'uuid',
    channel: 'text',
    key: 'text',
    contactId: 'uuid',
    displayName: 'text',
    phone: 'text',
    aliasOf: 'uuid',
  },
} as const;

export const CARDS = {
  name: 'contact_cards',
  columns: {
    id: 'uuid',
    organizationId: 'uuid',
    scopeId: 'uuid',
    inboxId: 'uuid',
    contactId: 'uuid',
    name: 'text',
    phone: 'text',
    email: 'text',
    language: 'text',
    timezone: 'text',
    blocked: 'boolean',
  },
} as const;

/** What a timeline item changes of its conversation. */
const HEAD = {
  status: 'text',
  snoozedUntil: 'timestamptz',
  lastNumber: 'int',
  lastInboundNumber: 'int',
  lastMessageAt: 'timestamptz',
  lastMessagePreview: 'text',
  lastMessageDirection: 'text',
  lastMessageAuthorKind: 'text',
  lastMessageAuthorId: 'uuid',
  lastInboundAt: 'timestamptz',
  waitingSince: 'timestamptz',
  episode: 'int',
  resolvedAt: 'timestamptz',
} as const;

export const CONVERSATION_HEADS = {
  name: 'conversations',
  columns: { id: 'uuid', ...HEAD },
} as const;

export const CONVERSATIONS = {
  name: 'conversations',
  columns: {
    id: 'uuid',
    organizationId: 'uuid',
    scopeId: 'uuid',
    inboxId: 'uuid',
    channel: 'text',
    identityId: 'uuid',
    cardId: 'uuid',
    ...HEAD,
  },
} as const;

export const EPISODES = {
  name: 'episodes',
  columns: {
    id: 'uuid',
    organizationId: 'uuid',
    conversationId: 'uuid',
    number: 'int',
    openedAt: 'timestamptz',
  },
} as const;

export const MESSAGES = {
  name: 'messages',
  columns: {
    id: 'uuid',
    organizationId: 'uuid',
    scopeId: 'uuid',
    conversationId: 'uuid',
    number: 'int',
    episode: 'int',
    direction: 'text',
    type: 'text',
    text: 'text',
    truncated: 'boolean',
    status: 'text',
    authorKind: 'text',
    authorId: 'uuid',
    replyToId: 'uuid',
    vendorAt: 'timestamptz',
    seenUpTo: 'int',
    metadata: 'jsonb',
    createdAt: 'timestamptz',
  },
} as const;

export const MESSAGE_BODIES = {
  name: 'message_bodies',
  columns: { messageId: 'uuid', organizationId: 'uuid', text: 'text' },
} as const;

export const MESSAGE_REFS = {
  name: 'message_refs',
  columns: { inboxId: 'uuid', externalId: 'text', organizationId: 'uuid', messageId: 'uuid' },
} as const;

export const TIMELINE_EVENTS = {
  name: 'timeline_events',
  columns: {
    id: 'uuid',
    organizationId: 'uuid',
    scopeId: 'uuid',
    conversationId: 'uuid',
    number: 'int',
    kind: 'text',
    actorKind: 'text',
    actorId: 'uuid',
    data: 'jsonb',
  },
} as const;

export const ATTACHMENTS = {
  name: 'attachments',
  columns: {
    id: 'uuid',
    organizationId: 'uuid',
    scopeId: 'uuid',
    conversationId: 'uuid',
    messageId: 'uuid',
    kind: 'text',
    fileName: 'text',
    mimeType: 'text',
    size: 'int',
    state: 'text',
  },
} as const;

export const ATTACHMENT_SOURCES = {
  name: 'attachment_sources',
  columns: {
    attachmentId: 'uuid',
    organizationId: 'uuid',
    inboxId: 'uuid',
    vendorRef: 'jsonb',
    sha256: 'text',
    nextAttemptAt: 'timestamptz',
  },
} as const;

export const PIPELINE_STEPS = {
  name: 'pipeline_steps',
  columns: { messageId: 'uuid', organizationId: 'uuid', conversationId: 'uuid', step: 'text' },
} as const;

export const RECEIPTS = {
  name: 'receipts',
  columns: {
    id: 'uuid',
    organizationId: 'uuid',
    inboxId: 'uuid',
    externalId: 'text',
    status: 'text',
    vendorAt: 'timestamptz',
    errorCode: 'text',
    errorText: 'text',
  },
} as const;
