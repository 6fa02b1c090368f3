import type { Attachment, ChannelKind, ContactCard, Conversation, Entities, EntityName, Inbox, Membership, Message, Note, TimelineEvent } from '@frontdesk/core/entities';

/** Invented rows for the gallery: the cases that a screen has to carry, each at least once. */
export const ORGANIZATION = 'org-harbour';
const now = Date.now();
const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString();

const synced = (id: string, scopeId: string, minutesAgo = 60) => ({
  id,
  organizationId: ORGANIZATION,
  scopeId,
  createdAt: at(minutesAgo),
  updatedAt: at(minutesAgo),
  rev: 1,
});

const member = (id: string, displayName: string, role: Membership['role']): Membership => ({ ...synced(`m-${id}`, ORGANIZATION), userId: id, displayName, role, active: true });

const PEOPLE = [
  member('maya', 'Maya Keller', 'MANAGER'),
  member('tom', 'Tom Costa', 'AGENT'),
  member('priya', 'Priya Nair', 'AGENT'),
  member('yusuf', 'Yusuf Demir', 'OWNER'),
];

const inbox = (id: string, channel: ChannelKind, name: string, address: string, health: Inbox['health'] = 'ok'): Inbox => ({
  ...synced(id, id),
  channel,
  name,
  address,
  health,
  healthReason: health === 'ok' ? null : 'The token is no longer accepted. Enter a new one in the settings.',
  healthAt: at(5),
  autoResolve: false,
  archivedAt: null,
});

const INBOXES = [
  inbox('wa', 'whatsapp', 'WhatsApp · Main line', '+1 416 555 0199'),
  inbox('sms', 'openphone', 'SMS · Front desk', '+1 416 555 0101', 'error'),
  inbox('chat', 'webchat', 'Website chat', 'harbour.example'),
];

type Seed = {
  id: string;
  name: string;
  inbox: 'wa' | 'sms' | 'chat';
  preview: string;
  ago: number;
  waits?: boolean;
  unread?: boolean;
  tags?: readonly string[];
  fields?: Partial<Conversation>;
  card?: Partial<ContactCard>;
};

const SEEDS: readonly Seed[] = [
  { id: 'daniel', name: 'Daniel Okafor', inbox: 'wa', preview: 'The bay screen says my TrackMan password is wrong and we tee off in ten minutes', ago: 2, waits: true, unread: true, tags: ['password'], fields: { priority: 'HIGH', assigneeId: 'maya' }, card: { phone: '+1 416 555 0142', email: 'daniel.okafor@mail.example', timezone: 'America/Toronto', language: 'en' } },
  { id: 'napat', name: 'นภัสสร พรหมมา', inbox: 'wa', preview: 'เพลงที่ล็อบบี้เงียบไปตั้งแต่เช้าค่ะ ช่วยดูให้หน่อยได้ไหมคะ', ago: 6, waits: true, unread: true, tags: ['music', 'hotel'], fields: { priority: 'URGENT' }, card: { language: 'th', timezone: 'Asia/Bangkok' } },
  { id: 'sofia', name: 'Sofia Hernández', inbox: 'sms', preview: 'Can we move our 7:30 to Saturday? Four of us now.', ago: 11, waits: true, unread: true, tags: ['booking'] },
  { id: 'sato', name: '佐藤 健', inbox: 'wa', preview: '了解しました。ありがとうございます！', ago: 18, fields: { status: 'PENDING', assigneeId: 'tom' } },
  { id: 'greenline', name: 'Greenline Corporate', inbox: 'sms', preview: 'Company evening on 12 December — headcount and catering', ago: 34, waits: true, tags: ['events', 'vip', 'booking'] },
  { id: 'amira', name: 'Amira R.', inbox: 'chat', preview: 'Do you rent left-handed clubs?', ago: 52, waits: true },
  { id: 'omar', name: 'عمر الحسن', inbox: 'chat', preview: 'مرحبا، هل يمكنني تغيير موعد الحجز إلى يوم الجمعة؟', ago: 58, waits: true, unread: true },
  { id: 'liam', name: 'Liam Murphy', inbox: 'wa', preview: 'Photo · the left screen flickers when…', ago: 71, fields: { assigneeId: 'priya' }, tags: ['bay-6'] },
  { id: 'jess', name: 'Jess Walker', inbox: 'sms', preview: 'Refund is on its way, 3–5 days. Sorry again!', ago: 130, fields: { lastMessageDirection: 'OUTBOUND', assigneeId: 'tom' } },
  { id: 'tee', name: 'Tee Box Supplies With A Rather Long Name That Has To Be Cut', inbox: 'sms', preview: 'Invoice 2231 attached', ago: 190 },
  { id: 'late', name: '+1 416 555 0177', inbox: 'sms', preview: 'ok', ago: 60 * 30 },
  { id: 'asleep', name: 'Ravi Menon', inbox: 'wa', preview: 'Back from holiday on Monday', ago: 60 * 26, fields: { snoozedUntil: new Date(now + 2 * 86_400_000).toISOString() } },
  { id: 'done', name: 'Helen Brandt', inbox: 'chat', preview: 'Perfect, thank you so much', ago: 60 * 50, fields: { status: 'RESOLVED', resolvedAt: at(60 * 49) } },
];

const card = ({ id, name, inbox: inboxId, card: fields }: Seed): ContactCard => ({
  ...synced(`card-${id}`, inboxId),
  inboxId,
  contactId: `contact-${id}`,
  name,
  phone: null,
  email: null,
  language: null,
  timezone: null,
  blocked: false,
  ...fields,
});

function conversation({ id, inbox: inboxId, preview, ago, waits, fields }: Seed): Conversation {
  return {
    ...synced(id, inboxId, ago),
    inboxId,
    channel: INBOXES.find((row) => row.id === inboxId)?.channel ?? 'webchat',
    identityId: `identity-${id}`,
    cardId: `card-${id}`,
    subject: null,
    status: 'OPEN',
    priority: 'NORMAL',
    snoozedUntil: null,
    assigneeId: null,
    teamId: null,
    lastNumber: 12,
    lastInboundNumber: 11,
    lastMessageAt: at(ago),
    lastMessagePreview: preview,
    lastMessageDirection: 'INBOUND',
    lastInboundAt: at(ago),
    waitingSince: waits === true ? at(ago) : null,
    episode: 1,
    resolvedAt: null,
    ...fields,
  };
}

/** Numbers follow the time, as the server gives them: 3,000 minutes ago is number 1. */
let made = 0;
const numberAt = (ago: number) => 30_000 - Math.round(ago * 10) + (made++ % 10) * 0.01;
const message = (conversationId: string, ago: number, text: string, fields: Partial<Message> = {}): Message => ({
  ...synced(`msg-${conversationId}-${made}`, 'wa', ago),
  conversationId,
  number: numberAt(ago),
  episode: 1,
  direction: 'INBOUND',
  type: 'TEXT',
  text,
  truncated: false,
  status: 'RECEIVED',
  authorKind: 'CUSTOMER',
  authorId: null,
  replyToId: null,
  vendorAt: null,
  seenUpTo: null,
  errorCode: null,
  errorText: null,
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  metadata: {},
  ...fields,
});

const ours = (conversationId: string, ago: number, text: string, status: Message['status'], fields: Partial<Message> = {}) =>
  message(conversationId, ago, text, { direction: 'OUTBOUND', authorKind: 'USER', authorId: 'maya', status, ...fields });

const event = (conversationId: string, ago: number, kind: TimelineEvent['kind'], data: TimelineEvent['data'], actorId = 'maya'): TimelineEvent => ({
  ...synced(`event-${made}`, 'wa', ago),
  conversationId,
  number: numberAt(ago),
  kind,
  actorKind: 'USER',
  actorId,
  data,
});

const note = (conversationId: string, ago: number, text: string, mentions: readonly string[] = []): Note => ({
  ...synced(`note-${made}`, 'wa', ago),
  conversationId,
  number: numberAt(ago),
  authorId: 'maya',
  text,
  mentions,
});

const DANIEL = 'daniel';
const yesterday = 60 * 26;
const photo = message('liam', 71, 'The left screen flickers when it warms up', { type: 'IMAGE' });

const MESSAGES: readonly Message[] = [
  message(DANIEL, yesterday, 'Hi! Is the lounge open on Sunday evenings?'),
  ours(DANIEL, yesterday - 2, 'Hi Daniel, yes: until 22:00, kitchen until 21:00. See https://harbour.example/hours', 'READ'),
  message(DANIEL, 14, 'Hey, the bay screen says my TrackMan password is wrong and we tee off in ten minutes 😬'),
  message(DANIEL, 13, "It's daniel.okafor@mail.example"),
];

const LATER: readonly Message[] = [
  ours(DANIEL, 9, 'Hi Daniel! I’m sending you a reset link right now. Your bay stays yours till 14:40, no rush.', 'DELIVERED'),
  message(DANIEL, 2, 'Thanks. One of us is driving in from the airport and wrote this an hour ago', { vendorAt: at(65) }),
  ours(DANIEL, 1, 'The link is in your inbox, it works for 30 minutes.', 'FAILED', { errorText: 'WhatsApp says that this number cannot receive messages now. Call, or try again later.' }),
  ours(DANIEL, 1, 'Shall I call you?', 'UNCERTAIN'),
  ours(DANIEL, 0, 'Bay 4 is ready.', 'QUEUED'),
  message('omar', 58, 'مرحبا، هل يمكنني تغيير موعد الحجز إلى يوم الجمعة؟ رقم الحجز A-1042'),
  message('napat', 6, 'เพลงที่ล็อบบี้เงียบไปตั้งแต่เช้าค่ะ ช่วยดูให้หน่อยได้ไหมคะ'),
  ours('jess', 131, 'Refund is on its way, 3–5 days. Sorry again!', 'READ', { authorId: 'tom' }),
  photo,
];

const EVENTS = [event(DANIEL, 12, 'assigned', { userId: 'maya' }), event(DANIEL, 12, 'tagged', { tagId: 'password' })];
const NOTES = [note(DANIEL, 11, 'Third reset for him this month, @Tom Costa can we check if SSO is off for member accounts', ['tom'])];

const ATTACHMENTS: readonly Attachment[] = [
  { ...synced('file-1', 'wa'), conversationId: 'liam', messageId: photo.id, kind: 'IMAGE', fileName: 'screen.jpg', mimeType: 'image/jpeg', size: 412_000, width: 1600, height: 1200, hasThumbnail: true, state: 'READY', errorText: null },
  { ...synced('file-2', 'wa'), conversationId: 'liam', messageId: photo.id, kind: 'DOCUMENT', fileName: 'serial-numbers.pdf', mimeType: 'application/pdf', size: 88_000, width: null, height: null, hasThumbnail: false, state: 'READY', errorText: null },
  { ...synced('file-3', 'wa'), conversationId: 'liam', messageId: photo.id, kind: 'VIDEO', fileName: 'flicker.mp4', mimeType: 'video/mp4', size: 9_000_000, width: null, height: null, hasThumbnail: false, state: 'FAILED', errorText: 'the link had expired' },
];

const TAGS = [
  ['password', 'Password reset', '#7a5cc4'],
  ['music', 'Music', '#c0532f'],
  ['hotel', 'Hotel Ari', '#23867f'],
  ['booking', 'Booking change', '#3b6ea8'],
  ['events', 'Events', '#b7791f'],
  ['vip', 'VIP', '#b3446c'],
  ['bay-6', 'Bay 6', '#5a5f73'],
].map(([id = '', name = '', color = '']) => ({ ...synced(id, ORGANIZATION), name, color }));

export const FIXTURE_ROWS: { readonly [E in EntityName]: readonly Entities[E][] } = {
  memberships: PEOPLE,
  teams: [{ ...synced('golf', ORGANIZATION), name: 'Golf floor', color: '#4c7a34' }, { ...synced('guests', ORGANIZATION), name: 'Guest services', color: '#3b6ea8' }],
  team_members: [],
  tags: TAGS,
  canned_replies: [
    { ...synced('thanks', ORGANIZATION), shortcut: 'thanks', title: 'Thanks', body: 'Thank you, {{contact.firstName}}! Anything else, just write here.' },
    { ...synced('code', ORGANIZATION), shortcut: 'code', title: 'Door code', body: 'Hi {{contact.firstName}}, your code is {{booking.code}}.' },
  ],
  inboxes: INBOXES,
  contact_cards: SEEDS.map(card),
  conversations: SEEDS.map(conversation),
  messages: [...MESSAGES, ...LATER],
  notes: NOTES,
  attachments: ATTACHMENTS,
  conversation_tags: SEEDS.flatMap(({ id, tags = [] }) => tags.map((tagId) => ({ ...synced(`${id}-${tagId}`, 'wa'), conversationId: id, tagId }))),
  timeline_events: EVENTS,
  read_states: SEEDS.filter(({ unread }) => unread !== true).map(({ id }) => ({ ...synced(`read-${id}`, 'm-maya'), conversationId: id, upTo: 99 })),
  notifications: [{ ...synced('n1', 'm-maya'), kind: 'mention', conversationId: 'sofia', itemId: null, text: 'Tom mentioned you', readAt: null }],
};
