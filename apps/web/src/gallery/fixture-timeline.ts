import type { Attachment, Message, Note, TimelineEvent } from '@frontdesk/core/entities';
import { at, synced } from './fixture-stamps.ts';

/** Numbers follow the time, as the server gives them: 3,000 minutes ago is number 1. */
let made = 0;
const numberAt = (ago: number) => 30_000 - Math.round(ago * 10) + (made++ % 10) * 0.01;
const message = (
  conversationId: string,
  ago: number,
  text: string,
  fields: Partial<Message> = {},
): Message => ({
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

/** A line of ours: what became of it, and whatever else differs. */
const ours = (
  conversationId: string,
  ago: number,
  text: string,
  fields: Partial<Message> & Pick<Message, 'status'>,
) =>
  message(conversationId, ago, text, {
    direction: 'OUTBOUND',
    authorKind: 'USER',
    authorId: 'maya',
    ...fields,
  });

const event = (
  conversationId: string,
  ago: number,
  kind: TimelineEvent['kind'],
  data: TimelineEvent['data'],
): TimelineEvent => ({
  ...synced(`event-${made}`, 'wa', ago),
  conversationId,
  number: numberAt(ago),
  kind,
  actorKind: 'USER',
  actorId: 'maya',
  data,
});

const note = (
  conversationId: string,
  ago: number,
  text: string,
  mentions: readonly string[] = [],
): Note => ({
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

const EARLIER: readonly Message[] = [
  message(DANIEL, yesterday, 'Hi! Is the lounge open on Sunday evenings?'),
  ours(
    DANIEL,
    yesterday - 2,
    'Hi Daniel, yes: until 22:00, kitchen until 21:00. See https://harbour.example/hours',
    { status: 'READ' },
  ),
  message(
    DANIEL,
    14,
    'Hey, the bay screen says my TrackMan password is wrong and we tee off in ten minutes 😬',
  ),
  message(DANIEL, 13, "It's daniel.okafor@mail.example"),
];

const LATER: readonly Message[] = [
  ours(
    DANIEL,
    9,
    'Hi Daniel! I’m sending you a reset link right now. Your bay stays yours till 14:40, no rush.',
    { status: 'DELIVERED' },
  ),
  message(
    DANIEL,
    2,
    'Thanks. One of us is driving in from the airport and wrote this an hour ago',
    { vendorAt: at(65) },
  ),
  ours(DANIEL, 1, 'The link is in your inbox, it works for 30 minutes.', {
    status: 'FAILED',
    errorText:
      'WhatsApp says that this number cannot receive messages now. Call, or try again later.',
  }),
  ours(DANIEL, 1, 'Shall I call you?', { status: 'UNCERTAIN' }),
  ours(DANIEL, 0, 'Bay 4 is ready.', { status: 'QUEUED' }),
  message('sofia', 11, 'Can we move our 7:30 to Saturday? Four of us now.'),
  ours('sofia', 8, 'Saturday 8:00 is free. Shall I book it?', { status: 'READ', authorId: 'tom' }),
  ours('sofia', 6, 'Saturday is full, I am afraid.', {
    status: 'HELD',
    seenUpTo: numberAt(10),
    errorCode: 'needs_look',
    errorText: 'A colleague has answered since. Look at it, then send or discard your message.',
  }),
  message('amira', 52, 'Do you rent left-handed clubs?'),
  message('greenline', 34, 'Company evening on 12 December — headcount and catering'),
  message('jess', 140, 'Hi, when do I get the money for the cancelled bay back?'),
  message('tee', 190, 'Invoice 2231 attached'),
  message('omar', 58, 'مرحبا، هل يمكنني تغيير موعد الحجز إلى يوم الجمعة؟ رقم الحجز A-1042'),
  message('napat', 6, 'เพลงที่ล็อบบี้เงียบไปตั้งแต่เช้าค่ะ ช่วยดูให้หน่อยได้ไหมคะ'),
  ours('jess', 131, 'Refund is on its way, 3–5 days. Sorry again!', {
    status: 'READ',
    authorId: 'tom',
  }),
  photo,
];

export const EVENTS = [
  event(DANIEL, 12, 'assigned', { userId: 'maya' }),
  event(DANIEL, 12, 'tagged', { tagId: 'password' }),
];
export const NOTES = [
  note(
    DANIEL,
    11,
    'Third reset for him this month, @Tom Costa can we check if SSO is off for member accounts',
    ['tom'],
  ),
];

export const ATTACHMENTS: readonly Attachment[] = [
  {
    ...synced('file-1', 'wa'),
    conversationId: 'liam',
    messageId: photo.id,
    kind: 'IMAGE',
    fileName: 'screen.jpg',
    mimeType: 'image/jpeg',
    size: 412_000,
    width: 1600,
    height: 1200,
    hasThumbnail: true,
    state: 'READY',
    errorText: null,
  },
  {
    ...synced('file-2', 'wa'),
    conversationId: 'liam',
    messageId: photo.id,
    kind: 'DOCUMENT',
    fileName: 'serial-numbers.pdf',
    mimeType: 'application/pdf',
    size: 88_000,
    width: null,
    height: null,
    hasThumbnail: false,
    state: 'READY',
    errorText: null,
  },
  {
    ...synced('file-3', 'wa'),
    conversationId: 'liam',
    messageId: photo.id,
    kind: 'VIDEO',
    fileName: 'flicker.mp4',
    mimeType: 'video/mp4',
    size: 9_000_000,
    width: null,
    height: null,
    hasThumbnail: false,
    state: 'FAILED',
    errorText: 'the link had expired',
  },
];

export const MESSAGES: readonly Message[] = [...EARLIER, ...LATER];
