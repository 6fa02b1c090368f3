import type {
  ChannelKind,
  ContactCard,
  Conversation,
  Inbox,
  Membership,
} from '@frontdesk/core/entities';
import type { Entities, EntityName } from '@frontdesk/core/entity-registry';
import { FIXTURE_INTENTS, FIXTURE_SOPS } from './fixture-procedures.ts';
import { FIXTURE_READINGS, FIXTURE_RUNS, FIXTURE_STEPS } from './fixture-runs.ts';
import { ORGANIZATION, at, startedAt, synced } from './fixture-stamps.ts';
import { ATTACHMENTS, EVENTS, MESSAGES, NOTES } from './fixture-timeline.ts';

/** Invented rows for the gallery: the cases that a screen has to carry, each at least once. */

const member = (id: string, displayName: string, role: Membership['role']): Membership => ({
  ...synced(`m-${id}`, ORGANIZATION),
  userId: id,
  displayName,
  role,
  active: true,
});

const PEOPLE = [
  member('maya', 'Maya Keller', 'MANAGER'),
  member('tom', 'Tom Costa', 'AGENT'),
  member('priya', 'Priya Nair', 'AGENT'),
  member('yusuf', 'Yusuf Demir', 'OWNER'),
];

const inbox = (
  id: string,
  channel: ChannelKind,
  [name, address]: readonly [string, string],
  health: Inbox['health'] = 'ok',
): Inbox => ({
  ...synced(id, id),
  channel,
  name,
  address,
  health,
  healthReason:
    health === 'ok' ? null : 'The token is no longer accepted. Enter a new one in the settings.',
  healthAt: at(5),
  autoResolve: false,
  archivedAt: null,
});

const INBOXES = [
  inbox('wa', 'whatsapp', ['WhatsApp · Main line', '+1 416 555 0199']),
  inbox('sms', 'openphone', ['SMS · Front desk', '+1 416 555 0101'], 'error'),
  inbox('chat', 'webchat', ['Website chat', 'harbour.example']),
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
  {
    id: 'daniel',
    name: 'Daniel Okafor',
    inbox: 'wa',
    preview: 'The bay screen says my TrackMan password is wrong and we tee off in ten minutes',
    ago: 2,
    waits: true,
    unread: true,
    tags: ['password'],
    fields: {
      priority: 'HIGH',
      assigneeId: 'maya',
      intentId: 'int-password',
      intentConfidence: 0.94,
    },
    card: {
      phone: '+1 416 555 0142',
      email: 'daniel.okafor@mail.example',
      timezone: 'America/Toronto',
      language: 'en',
    },
  },
  {
    id: 'napat',
    name: 'นภัสสร พรหมมา',
    inbox: 'wa',
    preview: 'เพลงที่ล็อบบี้เงียบไปตั้งแต่เช้าค่ะ ช่วยดูให้หน่อยได้ไหมคะ',
    ago: 6,
    waits: true,
    unread: true,
    tags: ['music', 'hotel'],
    fields: {
      priority: 'URGENT',
      intentId: 'int-music',
      intentConfidence: 0.87,
      aiRunId: 'run-music',
    },
    card: { language: 'th', timezone: 'Asia/Bangkok' },
  },
  {
    id: 'sofia',
    name: 'Sofia Hernández',
    inbox: 'sms',
    preview: 'Can we move our 7:30 to Saturday? Four of us now.',
    ago: 11,
    waits: true,
    unread: true,
    tags: ['booking'],
    fields: { intentId: 'int-booking', intentConfidence: 0.71 },
  },
  {
    id: 'sato',
    name: '佐藤 健',
    inbox: 'wa',
    preview: '了解しました。ありがとうございます！',
    ago: 18,
    fields: { status: 'PENDING', assigneeId: 'tom' },
  },
  {
    id: 'greenline',
    name: 'Greenline Corporate',
    inbox: 'sms',
    preview: 'Company evening on 12 December — headcount and catering',
    ago: 34,
    waits: true,
    tags: ['events', 'vip', 'booking'],
  },
  {
    id: 'amira',
    name: 'Amira R.',
    inbox: 'chat',
    preview: 'Do you rent left-handed clubs?',
    ago: 52,
    waits: true,
    fields: { intentConfidence: 0.31 },
  },
  {
    id: 'omar',
    name: 'عمر الحسن',
    inbox: 'chat',
    preview: 'مرحبا، هل يمكنني تغيير موعد الحجز إلى يوم الجمعة؟',
    ago: 58,
    waits: true,
    unread: true,
    fields: { intentId: 'int-booking', intentConfidence: 0.9 },
    card: { language: 'ar' },
  },
  {
    id: 'liam',
    name: 'Liam Murphy',
    inbox: 'wa',
    preview: 'Photo · the left screen flickers when…',
    ago: 71,
    fields: { assigneeId: 'priya' },
    tags: ['bay-6'],
  },
  {
    id: 'jess',
    name: 'Jess Walker',
    inbox: 'sms',
    preview: 'Refund is on its way, 3–5 days. Sorry again!',
    ago: 130,
    fields: {
      lastMessageDirection: 'OUTBOUND',
      lastMessageAuthorKind: 'USER',
      lastMessageAuthorId: 'tom',
      assigneeId: 'tom',
      intentId: 'int-refund',
      intentConfidence: 1,
    },
  },
  {
    id: 'tee',
    name: 'Tee Box Supplies With A Rather Long Name That Has To Be Cut',
    inbox: 'sms',
    preview: 'Invoice 2231 attached',
    ago: 190,
  },
  { id: 'late', name: '+1 416 555 0177', inbox: 'sms', preview: 'ok', ago: 60 * 30 },
  {
    id: 'asleep',
    name: 'Ravi Menon',
    inbox: 'wa',
    preview: 'Back from holiday on Monday',
    ago: 60 * 26,
    fields: { snoozedUntil: new Date(startedAt + 2 * 86_400_000).toISOString() },
  },
  {
    id: 'done',
    name: 'Helen Brandt',
    inbox: 'chat',
    preview: 'Perfect, thank you so much',
    ago: 60 * 50,
    fields: { status: 'RESOLVED', resolvedAt: at(60 * 49) },
  },
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
    lastMessageAuthorKind: 'CUSTOMER',
    lastMessageAuthorId: null,
    lastInboundAt: at(ago),
    waitingSince: waits === true ? at(ago) : null,
    episode: 1,
    resolvedAt: null,
    intentId: null,
    intentConfidence: null,
    aiRunId: null,
    ...fields,
  };
}

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
  teams: [
    { ...synced('golf', ORGANIZATION), name: 'Golf floor', color: '#4c7a34' },
    { ...synced('guests', ORGANIZATION), name: 'Guest services', color: '#3b6ea8' },
  ],
  team_members: [],
  tags: TAGS,
  intents: FIXTURE_INTENTS,
  sops: FIXTURE_SOPS,
  classifications: FIXTURE_READINGS,
  sop_runs: FIXTURE_RUNS,
  sop_run_steps: FIXTURE_STEPS,
  canned_replies: [
    {
      ...synced('thanks', ORGANIZATION),
      shortcut: 'thanks',
      title: 'Thanks',
      body: 'Thank you, {{contact.firstName}}! Anything else, just write here.',
    },
    {
      ...synced('code', ORGANIZATION),
      shortcut: 'code',
      title: 'Door code',
      body: 'Hi {{contact.firstName}}, your code is {{booking.code}}.',
    },
  ],
  inboxes: INBOXES,
  contact_cards: SEEDS.map(card),
  conversations: SEEDS.map(conversation),
  messages: MESSAGES,
  notes: NOTES,
  attachments: ATTACHMENTS,
  conversation_tags: SEEDS.flatMap(({ id, tags = [] }) =>
    tags.map((tagId) => ({ ...synced(`${id}-${tagId}`, 'wa'), conversationId: id, tagId })),
  ),
  timeline_events: EVENTS,
  read_states: SEEDS.filter(({ unread }) => unread !== true).map(({ id }) => ({
    ...synced(`read-${id}`, 'm-maya'),
    conversationId: id,
    upTo: 99,
  })),
  notifications: [
    {
      ...synced('n1', 'm-maya'),
      kind: 'mention',
      conversationId: 'sofia',
      itemId: null,
      text: 'Tom mentioned you',
      readAt: null,
    },
  ],
};
