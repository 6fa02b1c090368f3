import type { Conversation, Message, Tag } from '@frontdesk/core/entities';
import type { ReplicaRow } from '@frontdesk/sync/store/rows';

/** A desk with many conversations, invented by number: the same rows each time. */
const CONVERSATIONS = 10_000;
/** Messages of each conversation. */
const MESSAGES = 10;
const PEOPLE = 24;
const TAGS = 12;
const MINUTE_MS = 60_000;
const CHANNELS = ['whatsapp', 'openphone', 'webchat'] as const;

export const ORGANIZATION = 'org';
export const ME = 'user-0';

type Rows = Readonly<Record<string, readonly ReplicaRow[]>>;

const some = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

export class DeskRows {
  readonly #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  /** What every tab holds. */
  hot(): Rows {
    const ids = some(CONVERSATIONS, (n) => n);
    return {
      memberships: some(PEOPLE, (n) => this.#row(`m-${n}`, ORGANIZATION, member(n))),
      tags: some(TAGS, (n) => this.tag(n)),
      inboxes: CHANNELS.map((channel) => this.#row(channel, channel, inbox(channel))),
      contact_cards: ids.map((n) => this.#row(`card-${n}`, channelOf(n), card(n))),
      conversations: ids.map((n) => this.conversation(n)),
      conversation_tags: ids.map((n) => this.tagged(n, n % TAGS)),
    };
  }

  tag(n: number, fields: Partial<Tag> = {}): ReplicaRow {
    return this.#row(`tag-${n}`, ORGANIZATION, { name: `Tag ${n}`, color: '#7a5cc4', ...fields });
  }

  conversation(n: number, fields: Partial<Conversation> = {}): ReplicaRow {
    const at = this.#at(n);
    return this.#row(`c-${n}`, channelOf(n), { ...conversation(n, at), ...fields });
  }

  tagged(n: number, tagNumber: number): ReplicaRow {
    const id = `c-${n}/tag-${tagNumber}`;
    const fields = { conversationId: `c-${n}`, tagId: `tag-${tagNumber}` };
    return this.#row(id, channelOf(n), fields);
  }

  /** What was said in one of them. */
  window(n: number): Rows {
    return { messages: some(MESSAGES, (at) => this.message(n, at + 1)) };
  }

  message(n: number, number: number, fields: Partial<Message> = {}): ReplicaRow {
    const createdAt = this.#at(n, (MESSAGES - number) * 7);
    const said = { ...message(n, number), createdAt, ...fields };
    return this.#row(`c-${n}/${number}`, channelOf(n), said);
  }

  #at(n: number, before = 0): string {
    return new Date(this.#now - (n + before) * MINUTE_MS).toISOString();
  }

  #row(id: string, scopeId: string, fields: object): ReplicaRow {
    const createdAt = this.#at(0);
    const stamps = { createdAt, updatedAt: createdAt, rev: 1 };
    const row = { id, scopeId, organizationId: ORGANIZATION, ...stamps };
    return { ...row, ...fields };
  }
}

const channelOf = (n: number) => CHANNELS[n % CHANNELS.length] ?? 'webchat';

const member = (n: number) => ({
  userId: `user-${n}`,
  displayName: `Person ${n}`,
  role: 'MANAGER',
  active: true,
});

const inbox = (channel: string) => ({
  channel,
  name: `Inbox ${channel}`,
  address: null,
  health: 'ok',
  healthReason: null,
  healthAt: null,
  autoResolve: false,
  archivedAt: null,
});

const card = (n: number) => ({
  inboxId: channelOf(n),
  contactId: `contact-${n}`,
  name: `Customer ${n}`,
  phone: null,
  email: null,
  language: 'en',
  timezone: null,
  blocked: false,
});

const conversation = (n: number, at: string) => ({
  inboxId: channelOf(n),
  channel: channelOf(n),
  identityId: `identity-${n}`,
  cardId: `card-${n}`,
  subject: null,
  status: 'OPEN',
  priority: n % 50 === 0 ? 'HIGH' : 'NORMAL',
  snoozedUntil: null,
  assigneeId: n % 4 === 0 ? `user-${n % PEOPLE}` : null,
  teamId: null,
  lastNumber: MESSAGES,
  lastInboundNumber: n % 2 === 0 ? 0 : MESSAGES - 1,
  lastMessageAt: at,
  lastMessagePreview: `Some words of conversation ${n} that go on until the line is full`,
  lastMessageDirection: 'OUTBOUND',
  lastInboundAt: at,
  waitingSince: n % 3 === 0 ? at : null,
  episode: 1,
  resolvedAt: null,
  intentId: null,
  intentConfidence: null,
  aiRunId: null,
});

function message(n: number, number: number) {
  const isInbound = number % 2 === 1;
  return {
    conversationId: `c-${n}`,
    number,
    episode: 1,
    direction: isInbound ? 'INBOUND' : 'OUTBOUND',
    type: 'TEXT',
    text: `Message ${number} of conversation ${n}, with some words to read and to lay out in a bubble that may take two lines.`,
    truncated: false,
    status: isInbound ? 'RECEIVED' : 'DELIVERED',
    authorKind: isInbound ? 'CUSTOMER' : 'USER',
    authorId: isInbound ? null : `user-${n % PEOPLE}`,
    replyToId: null,
    vendorAt: null,
    seenUpTo: null,
    errorCode: null,
    errorText: null,
    sentAt: null,
    deliveredAt: null,
    readAt: null,
    metadata: {},
  };
}
