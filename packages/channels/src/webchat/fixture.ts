import type { MessageEvent, OutboundMessage, RawDelivery } from '@frontdesk/connector-kit/channel';
import { anyMedia, type Fixture } from '@frontdesk/connector-kit/conformance/fixture';
import { bodyKey } from '@frontdesk/connector-kit/signatures';
import { webchat } from './channel.ts';
import type { WebChatCreds } from './credentials.ts';
import { signVisitorToken } from './visitor-token.ts';

const NOW = 1_763_600_000_000;
const HOUR_MS = 3_600_000;
const creds: WebChatCreds = {
  widgetKey: 'wk_fairway',
  signingSecret: 'visitor-signing-secret-0123456789',
};
const ADA = 'visitor-ada';

const from = (body: string, visitor = ADA, secret = creds.signingSecret): RawDelivery => ({
  headers: {
    authorization: `Bearer ${signVisitorToken(visitor, secret, { now: NOW, lifetimeMs: HOUR_MS })}`,
  },
  query: {},
  body: Buffer.from(body),
});

const delivery = (id: string, events: readonly object[], visitor: object = { id: ADA }): string =>
  JSON.stringify({ v: 1, id, inbox: 'wk_fairway', visitor, events });

// The spaces are deliberate: they do not survive parse-then-stringify.
const hello =
  '{"v":1, "id":"d1", "inbox":"wk_fairway", "visitor":{"id":"visitor-ada","name":"Ada","email":"ada@guest.example","page":"https://fairway.example/prices"}, "events":[{"type":"message","id":"m1","at":1763600000000,"text":"Is bay 3 free?"}]}';
const busy = delivery('d2', [
  { type: 'receipt', id: 'out-1', status: 'delivered', at: NOW + 1 },
  { type: 'receipt', id: 'out-1', status: 'read', at: NOW + 2 },
  {
    type: 'message',
    id: 'm2',
    at: NOW + 3,
    text: 'This net',
    files: [{ id: 'file-1', mime: 'image/png', name: 'net.png', size: 1234 }],
    replyTo: 'out-1',
  },
  { type: 'wave' },
]);
const document = delivery('d3', [
  {
    type: 'message',
    id: 'm3',
    at: NOW,
    text: '',
    files: [{ id: 'file-2', mime: 'application/pdf', name: 'bill.pdf', size: 5 }],
  },
]);

const event = (id: string, change: Partial<MessageEvent>): MessageEvent => ({
  type: 'message',
  dedupeKey: `message:${ADA}/${id}`,
  accountId: 'wk_fairway',
  externalId: `${ADA}/${id}`,
  identity: { key: ADA, aliases: [], phone: null, name: null },
  sentAt: NOW,
  messageType: 'TEXT',
  text: '',
  media: [],
  replyTo: null,
  metadata: {},
  ...change,
});
const receipt = (status: 'delivered' | 'read', at: number) => ({
  type: 'receipt' as const,
  dedupeKey: `receipt:${ADA}/out-1:${status}`,
  accountId: 'wk_fairway',
  externalId: `${ADA}/out-1`,
  status,
  at,
  error: null,
  correlation: null,
  echo: null,
});

const message: OutboundMessage = {
  outboxId: 'out-7',
  to: ADA,
  text: 'Yes, until noon',
  media: null,
  replyTo: null,
};

export const fixture: Fixture<WebChatCreds> = {
  channel: webchat,
  creds,
  secrets: [creds.signingSecret],
  now: NOW,
  proofHeaders: ['authorization'],
  proves: 'sender',
  expires: true,
  batches: true,
  inbound: [
    {
      name: 'a first message',
      source: 'invented',
      raw: from(hello),
      accounts: ['wk_fairway'],
      expect: [
        event('m1', {
          text: 'Is bay 3 free?',
          identity: { key: ADA, aliases: [], phone: null, name: 'Ada' },
          metadata: {
            visitor: { email: 'ada@guest.example', page: 'https://fairway.example/prices' },
          },
        }),
      ],
    },
    {
      name: 'receipts, a picture and something new at once',
      source: 'invented',
      raw: from(busy),
      accounts: ['wk_fairway'],
      expect: [
        receipt('delivered', NOW + 1),
        receipt('read', NOW + 2),
        event('m2', {
          text: 'This net',
          sentAt: NOW + 3,
          messageType: 'IMAGE',
          media: [anyMedia({ id: 'file-1', mime: 'image/png', fileName: 'net.png', size: 1234 })],
          replyTo: `${ADA}/out-1`,
        }),
        {
          type: 'ignored',
          dedupeKey: `ignored:${bodyKey(Buffer.from(busy))}:3`,
          accountId: 'wk_fairway',
          vendorType: 'wave',
        },
      ],
    },
    {
      name: 'a document',
      source: 'invented',
      raw: from(document),
      accounts: ['wk_fairway'],
      expect: [
        event('m3', {
          messageType: 'DOCUMENT',
          media: [
            anyMedia({ id: 'file-2', mime: 'application/pdf', fileName: 'bill.pdf', size: 5 }),
          ],
        }),
      ],
    },
  ],
  forged: [
    { name: 'another visitor’s token', source: 'invented', raw: from(hello, 'visitor-bo') },
    {
      name: 'another inbox’s secret',
      source: 'invented',
      raw: from(hello, ADA, 'another-signing-secret-0123456789'),
    },
    {
      name: 'a token without its scheme',
      source: 'invented',
      raw: {
        ...from(hello),
        headers: {
          authorization: signVisitorToken(ADA, creds.signingSecret, {
            now: NOW,
            lifetimeMs: HOUR_MS,
          }),
        },
      },
    },
  ],
  delivers: (text) => from(delivery('dh', [{ type: 'message', id: 'mh', at: NOW, text }])),
  handshakes: [
    {
      name: 'a challenge nobody sends',
      source: 'invented',
      query: { 'hub.challenge': '1' },
      answer: null,
    },
  ],
  outbound: {
    delivery: 'visitor-socket',
    sends: [
      {
        name: 'text',
        source: 'invented',
        message,
        event: 'message',
        data: { id: 'out-7', text: 'Yes, until noon', file: null, replyTo: null },
      },
      {
        name: 'a picture that quotes',
        source: 'invented',
        message: {
          ...message,
          replyTo: `${ADA}/m1`,
          media: { kind: 'IMAGE', mediaId: 'file-9', mime: 'image/png', fileName: 'bay.png' },
        },
        event: 'message',
        data: {
          id: 'out-7',
          text: 'Yes, until noon',
          file: { id: 'file-9', kind: 'IMAGE', mime: 'image/png', name: 'bay.png' },
          replyTo: 'm1',
        },
      },
    ],
    media: [
      {
        name: 'stored',
        source: 'invented',
        ref: anyMedia({ id: 'file-1' }),
        plan: { kind: 'stored', fileId: 'file-1' },
      },
      {
        name: 'no file',
        source: 'invented',
        ref: anyMedia({}),
        plan: { kind: 'impossible', why: 'The visitor named no file.' },
      },
    ],
  },
};
