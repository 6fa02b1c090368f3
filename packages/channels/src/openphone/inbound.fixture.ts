import type { MessageEvent, RawDelivery, ReceiptEvent } from '@frontdesk/connector-kit/channel';
import { anyMedia, type Fixture } from '@frontdesk/connector-kit/conformance/fixture';
import { signStandardWebhook } from '@frontdesk/connector-kit/signatures';
import type { OpenPhoneCreds } from './credentials.ts';
import { signLegacy } from './signature.ts';
import { NOW, signingKey, spring, webhookSecret } from './test-account.fixture.ts';

const legacy = (body: string, at = NOW, key = signingKey): RawDelivery => ({
  headers: { 'openphone-signature': signLegacy(key, at, body) },
  query: {},
  body: Buffer.from(body),
});
const current = (body: string, id = 'msg_1', at = NOW, secret = webhookSecret): RawDelivery => ({
  headers: {
    'webhook-id': id,
    'webhook-timestamp': String(at / 1000),
    'webhook-signature': signStandardWebhook(secret, id, at, body),
  },
  query: {},
  body: Buffer.from(body),
});

const old = (id: string, type: string, object: object, apiVersion = 'v4'): string =>
  JSON.stringify({
    id,
    object: 'event',
    apiVersion,
    createdAt: '2026-01-05T10:00:01Z',
    type,
    data: { object },
  });
const recent = (id: string, type: string, resource: object, context: object = {}): string =>
  JSON.stringify({
    id,
    apiVersion: '2026-03-30',
    createdAt: '2026-04-05T10:00:01Z',
    type,
    data: {
      resource,
      context: {
        conversationId: 'CN1',
        orgId: 'OR1',
        phoneNumberId: 'PN1',
        userId: 'US1',
        ...context,
      },
      links: { quo: 'https://my.quo.example/CN1' },
    },
  });

// The space after `"text":` is deliberate: it does not survive parse-then-stringify.
const hi =
  '{"id":"EV1","object":"event","apiVersion":"v4","createdAt":"2026-01-05T10:00:01Z","type":"message.received","data":{"object":{"id":"AC1","object":"message","from":"+15550100001","to":"+15550100002","direction":"incoming","text": "Hi","status":"received","createdAt":"2026-01-05T10:00:00Z","userId":"US1","phoneNumberId":"PN1"}}}';
const mms = old(
  'EV2',
  'message.received',
  {
    id: 'AC2',
    object: 'message',
    from: '+15550100001',
    to: ['+15550100002'],
    direction: 'incoming',
    body: 'The net',
    media: [{ url: 'https://m.example/net.jpg', type: 'image/jpeg' }],
    createdAt: '2026-01-05T10:00:00Z',
    phoneNumberId: 'PN1',
    conversationId: 'CN1',
  },
  'v2',
);
const delivered = old('EV3', 'message.delivered', {
  id: 'AC9',
  object: 'message',
  from: '+15550100002',
  to: ['+15550100001'],
  direction: 'outgoing',
  text: 'Your tour is confirmed',
  status: 'delivered',
  createdAt: '2026-01-05T09:59:00Z',
  phoneNumberId: 'PN1',
});
const call = old(
  'EV4',
  'call.completed',
  {
    id: 'AC4',
    object: 'call',
    from: '+15550100001',
    to: '+15550100002',
    direction: 'incoming',
    media: [],
    voicemail: { url: 'https://m.example/vm.mp3', type: 'audio/mpeg', duration: 7 },
    status: 'completed',
    createdAt: '2026-01-05T09:58:00Z',
    answeredAt: null,
    completedAt: '2026-01-05T09:59:00Z',
    phoneNumberId: 'PN1',
  },
  'v3',
);
const missed = old(
  'EV5',
  'call.completed',
  {
    id: 'AC5',
    object: 'call',
    from: '+15550100001',
    to: '+15550100002',
    direction: 'incoming',
    media: [],
    voicemail: null,
    status: 'no-answer',
    createdAt: '2026-01-05T09:58:00Z',
    answeredAt: null,
    completedAt: '2026-01-05T09:59:00Z',
    phoneNumberId: 'PN1',
  },
  'v3',
);
const parties = { senderIdentifier: '+15550100001', recipientIdentifiers: ['+15550100002'] };
const hello = recent(
  'EV6',
  'message.received',
  {
    id: 'MM1',
    createdAt: '2026-04-05T10:00:00Z',
    direction: 'incoming',
    media: [],
    status: 'received',
    text: 'Hello',
  },
  parties,
);
const failed = recent(
  'EV7',
  'message.failed',
  {
    id: 'MM9',
    createdAt: '2026-04-05T10:00:00Z',
    direction: 'outgoing',
    media: [],
    status: 'failed',
    text: 'Your tour is confirmed',
    errorCode: '30003',
  },
  { senderIdentifier: '+15550100002', recipientIdentifiers: ['+15550100001'] },
);
const voicemail = recent('EV8', 'call.voicemail.completed', {
  callId: 'CA8',
  id: 'VM8',
  voicemailId: 'VM8',
  direction: 'incoming',
  createdAt: '2026-04-05T10:00:00Z',
  duration: 12,
  from: '+15550100001',
  to: '+15550100002',
  recordingUrl: 'https://m.example/vm8.mp3',
  transcript: 'Please call back.',
});
const missedNow = recent('EV9', 'call.missed', {
  id: 'CA9',
  direction: 'incoming',
  status: 'missed',
  createdAt: '2026-04-05T10:00:00Z',
  duration: 0,
});
const contact = JSON.stringify({
  id: 'EV10',
  apiVersion: '2026-03-30',
  createdAt: '2026-04-05T10:00:01Z',
  type: 'contact.updated',
  data: { resource: { id: 'CT1' }, context: {} },
});

const event = (id: string, change: Partial<MessageEvent>): MessageEvent => ({
  type: 'message',
  dedupeKey: `message:${id}`,
  accountId: 'PN1',
  externalId: id,
  identity: { key: '+15550100001', aliases: [], phone: '+15550100001', name: null },
  sentAt: Date.parse('2026-01-05T10:00:00Z'),
  messageType: 'TEXT',
  text: '',
  media: [],
  replyTo: null,
  metadata: {},
  ...change,
});
const receipt = (
  id: string,
  status: 'delivered' | 'failed',
  change: Partial<ReceiptEvent>,
): ReceiptEvent => ({
  type: 'receipt',
  dedupeKey: `receipt:${id}:${status}`,
  accountId: 'PN1',
  externalId: id,
  status,
  at: Date.parse('2026-01-05T10:00:01Z'),
  error: null,
  correlation: null,
  echo: { to: '+15550100001', text: 'Your tour is confirmed' },
  ...change,
});
const ignored = (id: string, vendorType: string, accountId: string | null = 'PN1') => ({
  type: 'ignored' as const,
  dedupeKey: `ignored:${id}`,
  accountId,
  vendorType,
});

export const inbound: Fixture<OpenPhoneCreds>['inbound'] = [
  {
    name: 'legacy text',
    source: 'vendor-docs',
    raw: legacy(hi),
    accounts: ['PN1'],
    expect: [event('AC1', { text: 'Hi' })],
  },
  {
    name: 'legacy picture, with body and a list of recipients',
    source: 'vendor-docs',
    raw: legacy(mms),
    accounts: ['PN1'],
    expect: [
      event('AC2', {
        messageType: 'IMAGE',
        text: 'The net',
        media: [anyMedia({ url: 'https://m.example/net.jpg', mime: 'image/jpeg' })],
      }),
    ],
  },
  {
    name: 'legacy delivery',
    source: 'vendor-docs',
    raw: legacy(delivered),
    accounts: ['PN1'],
    expect: [receipt('AC9', 'delivered', {})],
  },
  {
    name: 'legacy call with a voicemail',
    source: 'vendor-docs',
    raw: legacy(call),
    accounts: ['PN1'],
    expect: [
      event('voicemail:AC4', {
        messageType: 'AUDIO',
        sentAt: Date.parse('2026-01-05T09:59:00Z'),
        media: [anyMedia({ url: 'https://m.example/vm.mp3', mime: 'audio/mpeg' })],
        metadata: { voicemail: { seconds: 7 } },
      }),
    ],
  },
  {
    name: 'legacy missed call',
    source: 'vendor-docs',
    raw: legacy(missed),
    accounts: ['PN1'],
    expect: [ignored('EV5', 'call.completed')],
  },
  {
    name: 'text',
    source: 'vendor-docs',
    raw: current(hello, 'msg_6'),
    accounts: ['PN1'],
    expect: [event('MM1', { text: 'Hello', sentAt: spring })],
  },
  {
    name: 'failure',
    source: 'vendor-docs',
    raw: current(failed, 'msg_7'),
    accounts: ['PN1'],
    expect: [
      receipt('MM9', 'failed', {
        at: spring + 1000,
        error: {
          code: '30003',
          why: 'The carrier did not deliver this text. The number may be a landline, switched off or blocking us.',
          effect: null,
        },
      }),
    ],
  },
  {
    name: 'voicemail',
    source: 'vendor-docs',
    raw: current(voicemail, 'msg_8'),
    accounts: ['PN1'],
    expect: [
      event('voicemail:CA8', {
        messageType: 'AUDIO',
        text: 'Please call back.',
        sentAt: spring,
        media: [anyMedia({ url: 'https://m.example/vm8.mp3' })],
        metadata: { voicemail: { seconds: 12 } },
      }),
    ],
  },
  {
    name: 'missed call',
    source: 'vendor-docs',
    raw: current(missedNow, 'msg_9'),
    accounts: ['PN1'],
    expect: [ignored('EV9', 'call.missed')],
  },
  {
    name: 'a changed contact',
    source: 'vendor-docs',
    raw: current(contact, 'msg_10'),
    accounts: [],
    expect: [ignored('EV10', 'contact.updated', null)],
  },
];

export const forged: Fixture<OpenPhoneCreds>['forged'] = [
  { name: 'legacy with another key', source: 'invented', raw: legacy(hi, NOW, 'b3RoZXIta2V5') },
  {
    name: 'another secret',
    source: 'invented',
    raw: current(hello, 'msg_6', NOW, 'whsec_b3RoZXIta2V5LW90aGVyLWtleS1vdGhlcg=='),
  },
  {
    name: 'a legacy signature of six minutes ago',
    source: 'invented',
    raw: legacy(hi, NOW - 360_000),
  },
  {
    name: 'a signature six minutes ahead',
    source: 'invented',
    raw: current(hello, 'msg_6', NOW + 360_000),
  },
  {
    name: 'a legacy signature in the new header',
    source: 'invented',
    raw: { ...legacy(hi), headers: { 'webhook-signature': signLegacy(signingKey, NOW, hi) } },
  },
];

export const delivers: Fixture<OpenPhoneCreds>['delivers'] = (text) =>
  current(recent('EVH', 'message.received', { id: 'MMH', direction: 'incoming', text }, parties));
