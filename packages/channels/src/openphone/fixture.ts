import type {
  MessageEvent,
  OutboundMessage,
  RawDelivery,
  ReceiptEvent,
} from '@frontdesk/connector-kit/channel';
import { answer, anyMedia, type Fixture } from '@frontdesk/connector-kit/conformance/fixture';
import { signStandardWebhook } from '@frontdesk/connector-kit/signatures';
import { openphone } from './channel.ts';
import { openphoneCredentials, type OpenPhoneCreds } from './credentials.ts';
import { signLegacy } from './signature.ts';

const NOW = 1_763_600_000_000;
const creds: OpenPhoneCreds = openphoneCredentials.parse({
  apiKey: 'op-test-key',
  phoneNumberId: 'PN1',
  webhookSecret: 'whsec_c3RhbmRhcmQtd2ViaG9va3MtdGVzdC1rZXktMzJieXQ=',
  signingKey: 'cXVvLWxlZ2FjeS1zaWduaW5nLWtleS0wMTIzNDU2Nzg5',
});
const { webhookSecret = '', signingKey = '' } = creds;

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
const spring = Date.parse('2026-04-05T10:00:00Z');

const message: OutboundMessage = {
  outboxId: 'outbox-42',
  to: '+15550100001',
  text: 'Your tour is confirmed',
  media: null,
  replyTo: null,
};
const base = 'https://api.openphone.com';
const problem = (status: number, code: string) =>
  answer(status, { message: 'x', code, status, docs: 'https://docs.example', title: 'y' });

export const fixture: Fixture<OpenPhoneCreds> = {
  channel: openphone,
  creds,
  secrets: ['op-test-key', webhookSecret, signingKey],
  now: NOW,
  proofHeaders: ['openphone-signature', 'webhook-id', 'webhook-timestamp', 'webhook-signature'],
  proves: 'body',
  expires: true,
  batches: false,
  inbound: [
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
  ],
  forged: [
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
  ],
  delivers: (text) =>
    current(recent('EVH', 'message.received', { id: 'MMH', direction: 'incoming', text }, parties)),
  handshakes: [
    {
      name: 'a challenge nobody sends',
      source: 'invented',
      query: { 'hub.challenge': '1' },
      answer: null,
    },
  ],
  outbound: {
    delivery: 'http',
    baseUrl: base,
    sends: [
      {
        name: 'text',
        source: 'vendor-docs',
        message,
        expect: {
          ok: true,
          request: {
            method: 'POST',
            url: `${base}/v1/messages`,
            headers: { authorization: 'op-test-key', 'content-type': 'application/json' },
            body: '{"content":"Your tour is confirmed","from":"PN1","to":["+15550100001"]}',
          },
        },
      },
      {
        name: 'a picture',
        source: 'vendor-docs',
        message: {
          ...message,
          media: { kind: 'IMAGE', mediaId: 'f1', mime: 'image/png', fileName: 'a.png' },
        },
        expect: {
          ok: false,
          error: {
            code: 'no-media',
            why: 'OpenPhone’s API sends text only. Send a link instead.',
            effect: null,
          },
        },
      },
    ],
    responses: [
      {
        name: 'taken',
        source: 'vendor-docs',
        response: answer(202, {
          data: {
            id: 'AC77',
            to: ['+15550100001'],
            from: '+15550100002',
            text: 'x',
            phoneNumberId: 'PN1',
            direction: 'outgoing',
            userId: 'US1',
            status: 'queued',
          },
        }),
        outcome: { kind: 'accepted', externalId: 'AC77' },
      },
      {
        name: 'too fast',
        source: 'vendor-docs',
        response: answer(429, { message: 'Too many requests' }),
        outcome: {
          kind: 'retry',
          scope: 'inbox',
          afterMs: null,
          code: '429',
          why: 'Sending too fast.',
        },
      },
      {
        name: 'no registration',
        source: 'vendor-docs',
        response: problem(400, '0206400'),
        outcome: {
          kind: 'rejected',
          code: '0206400',
          why: 'This number may not text the US yet: its carrier registration (A2P) is not approved.',
          effect: null,
        },
      },
      {
        name: 'no credit',
        source: 'vendor-docs',
        response: problem(402, '0200402'),
        outcome: {
          kind: 'rejected',
          code: '0200402',
          why: 'The OpenPhone account has run out of credit.',
          effect: 'pause-inbox',
        },
      },
      {
        name: 'not a user of that number',
        source: 'vendor-docs',
        response: problem(403, '0202403'),
        outcome: {
          kind: 'rejected',
          code: '0202403',
          why: 'The member in whose name we send does not use this number. Check the inbox’s settings.',
          effect: null,
        },
      },
      {
        name: 'key refused',
        source: 'vendor-docs',
        response: problem(401, '0200401'),
        outcome: {
          kind: 'reauth',
          code: '401',
          why: 'The vendor no longer accepts this access. Enter new credentials.',
        },
      },
      {
        name: 'a server error in the vendor’s own words',
        source: 'vendor-docs',
        response: problem(500, '0201500'),
        outcome: {
          kind: 'retry',
          scope: 'inbox',
          afterMs: null,
          code: '500',
          why: 'OpenPhone reported an error.',
        },
      },
    ],
    failures: [
      {
        name: 'timeout after writing',
        source: 'invented',
        failure: { kind: 'timeout', requestWritten: true, detail: 'api: timeout' },
        kind: 'uncertain',
      },
    ],
    media: [
      {
        name: 'by link',
        source: 'vendor-docs',
        ref: anyMedia({ url: 'https://m.example/net.jpg' }),
        plan: {
          kind: 'direct',
          request: { method: 'GET', url: 'https://m.example/net.jpg', headers: {}, body: null },
        },
      },
    ],
    uploads: [],
    lookups: [
      {
        name: 'what went to that participant',
        source: 'vendor-docs',
        message,
        since: spring,
        request: {
          method: 'GET',
          url: `${base}/v1/messages?phoneNumberId=PN1&participants%5B%5D=%2B15550100001&maxResults=50&createdAfter=2026-04-05T10%3A00%3A00.000Z`,
          headers: { authorization: 'op-test-key' },
          body: null,
        },
        response: answer(200, {
          data: [
            {
              id: 'AC77',
              to: ['+15550100001'],
              from: '+15550100002',
              text: 'Your tour is confirmed',
              direction: 'outgoing',
              createdAt: '2026-04-05T10:00:00Z',
            },
            {
              id: 'AC76',
              to: ['+15550100002'],
              from: '+15550100001',
              text: 'Thanks',
              direction: 'incoming',
              createdAt: '2026-04-05T10:00:00Z',
            },
          ],
          totalItems: 2,
          nextPageToken: null,
        }),
        found: {
          ok: true,
          messages: [
            { externalId: 'AC77', to: '+15550100001', text: 'Your tour is confirmed', at: spring },
          ],
        },
      },
    ],
    probes: [
      {
        name: 'works',
        source: 'vendor-docs',
        response: answer(200, { data: [{ id: 'PN1', number: '+15550100002', users: [] }] }),
        result: { ok: true, address: '+15550100002' },
      },
      {
        name: 'another number',
        source: 'vendor-docs',
        response: answer(200, { data: [{ id: 'PN2', number: '+15550100003' }] }),
        result: {
          ok: false,
          why: 'This API key does not see that phone number ID.',
          reauth: false,
        },
      },
    ],
  },
};
