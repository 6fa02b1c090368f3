import type { InboundEvent, OutboundMessage, RawDelivery, SocketOutbound } from '../channel.ts';
import { answer, anyMedia, type Fixture, type HttpFixture } from './fixture.ts';
import { pigeon, sign, type PigeonCreds } from './pigeon.ts';

const NOW = 1_763_600_000_000;
const creds: PigeonCreds = { secret: 's3cr3t', token: 'tok-1', loft: 'L1' };
const signed = (body: string, at = NOW, secret = creds.secret): RawDelivery => ({
  headers: { 'x-pigeon': sign(secret, String(at), body) },
  query: {},
  body: Buffer.from(body),
});

// The spaces are deliberate: they do not survive parse-then-stringify.
const batch =
  '{ "flights": [{"loft":"L1","events":[{"id":"m1","kind":"text","from":"u7","at":1700,"text":"\\u00a1hola!"},{"id":"m0","kind":"delivered","at":1701,"mark":"out-1"},{"id":"z","kind":"wobble"}]},{"loft":"L2","events":[{"id":"m2","kind":"text","from":"u8","at":1702,"text":"two"}]}]}';
const single =
  '{"flights":[{"loft":"L1","events":[{"id":"m3","kind":"text","from":"u7","at":1703,"text":"three"}]}]}';

const hola: InboundEvent = {
  type: 'message',
  dedupeKey: 'text:m1',
  accountId: 'L1',
  externalId: 'm1',
  sentAt: 1700,
  messageType: 'TEXT',
  text: '¡hola!',
  identity: { key: 'u7', aliases: [], phone: null, name: null },
  media: [],
  replyTo: null,
  metadata: {},
};
const ok: OutboundMessage = { outboxId: 'out-9', to: 'u7', text: 'ok', media: null, replyTo: null };
const get = (url: string) => ({
  method: 'GET' as const,
  url,
  headers: { authorization: 'tok-1' },
  body: null,
});

export const pigeonSends: HttpFixture = {
  delivery: 'http',
  baseUrl: 'https://pigeon.example',
  sends: [
    {
      name: 'text',
      source: 'invented',
      message: ok,
      expect: {
        ok: true,
        request: {
          method: 'POST',
          url: 'https://pigeon.example/send',
          headers: { authorization: 'tok-1' },
          body: '{"to":"u7","text":"ok","mark":"out-9"}',
        },
      },
    },
    {
      name: 'to a group',
      source: 'invented',
      message: { ...ok, to: '@all' },
      expect: {
        ok: false,
        error: { code: 'group', why: 'Pigeons do not fly to groups.', effect: null },
      },
    },
  ],
  responses: [
    {
      name: 'taken',
      source: 'invented',
      response: answer(200, { id: 'v9' }),
      outcome: { kind: 'accepted', externalId: 'v9' },
    },
    {
      name: 'too fast',
      source: 'invented',
      response: answer(429, '', { 'retry-after': '3' }),
      outcome: {
        kind: 'retry',
        scope: 'inbox',
        afterMs: 3000,
        code: '429',
        why: 'Sending too fast.',
      },
    },
    {
      name: 'blocked',
      source: 'invented',
      response: answer(400, { code: 'blocked' }),
      outcome: {
        kind: 'rejected',
        code: 'blocked',
        why: 'This customer has blocked us.',
        effect: null,
      },
    },
    {
      name: 'dead token',
      source: 'invented',
      response: answer(401, ''),
      outcome: {
        kind: 'reauth',
        code: '401',
        why: 'The vendor no longer accepts this access. Enter new credentials.',
      },
    },
  ],
  failures: [
    {
      name: 'reset after writing',
      source: 'invented',
      failure: { kind: 'reset', requestWritten: true, detail: 'x' },
      kind: 'uncertain',
    },
  ],
  media: [
    {
      name: 'by id',
      source: 'invented',
      ref: anyMedia({ id: 'f1' }),
      plan: { kind: 'locate', request: get('https://pigeon.example/files/f1') },
      located: {
        response: answer(200, { url: 'https://cdn.example/f1' }),
        url: 'https://cdn.example/f1',
      },
    },
  ],
  uploads: [
    {
      name: 'a file',
      source: 'invented',
      upload: { bytes: Buffer.from('PNG'), mime: 'image/png', fileName: 'a.png' },
      url: 'https://pigeon.example/files',
      response: answer(200, { id: 'f2' }),
      outcome: { kind: 'uploaded', mediaId: 'f2' },
    },
  ],
  lookups: [
    {
      name: 'sent',
      source: 'invented',
      message: ok,
      since: 5,
      request: get('https://pigeon.example/sent?to=u7&since=5'),
      response: answer(200, { sent: [{ id: 'v9', text: 'ok' }] }),
      found: { ok: true, messages: [{ externalId: 'v9', to: 'u7', text: 'ok', at: null }] },
    },
  ],
  probes: [
    {
      name: 'works',
      source: 'invented',
      response: answer(200, { roof: '+1 555 0100' }),
      result: { ok: true, address: '+1 555 0100' },
    },
    {
      name: 'refused',
      source: 'invented',
      response: answer(401, ''),
      result: { ok: false, why: 'No such loft.', reauth: true },
    },
  ],
};

export const pigeonFixture: Fixture<PigeonCreds> = {
  channel: pigeon,
  creds,
  secrets: ['s3cr3t', 'tok-1'],
  now: NOW,
  proofHeaders: ['x-pigeon'],
  proves: 'body',
  expires: true,
  batches: true,
  inbound: [
    {
      name: 'batch',
      source: 'invented',
      raw: signed(batch),
      accounts: ['L1', 'L2'],
      expect: [
        hola,
        {
          type: 'receipt',
          dedupeKey: 'delivered:m0',
          accountId: 'L1',
          externalId: 'm0',
          status: 'delivered',
          at: 1701,
          error: null,
          correlation: 'out-1',
          echo: null,
        },
        { type: 'ignored', dedupeKey: 'wobble:z', accountId: 'L1', vendorType: 'wobble' },
        {
          ...hola,
          dedupeKey: 'text:m2',
          accountId: 'L2',
          externalId: 'm2',
          sentAt: 1702,
          text: 'two',
          identity: { ...hola.identity, key: 'u8' },
        },
      ],
    },
    {
      name: 'single',
      source: 'invented',
      raw: signed(single),
      accounts: ['L1'],
      expect: [{ ...hola, dedupeKey: 'text:m3', externalId: 'm3', sentAt: 1703, text: 'three' }],
    },
  ],
  forged: [{ name: 'another secret', source: 'invented', raw: signed(batch, NOW, 'other') }],
  delivers: (said) =>
    signed(
      JSON.stringify({
        flights: [
          { loft: 'L1', events: [{ id: 'h', kind: 'text', from: 'u7', at: 1, text: said }] },
        ],
      }),
    ),
  handshakes: [
    { name: 'right', source: 'invented', query: { token: 's3cr3t', echo: '42' }, answer: '42' },
    { name: 'wrong', source: 'invented', query: { token: 'nope', echo: '42' }, answer: null },
  ],
  outbound: pigeonSends,
};

export const courierOutbound: SocketOutbound = {
  delivery: 'visitor-socket',
  frame: (message) => ({
    event: 'message',
    data: { id: message.outboxId, text: message.text },
  }),
  externalId: (message) => `u7/${message.outboxId}`,
  revokeFrame: (id) => ({ event: 'revoke', data: { id } }),
  typingFrame: (typing) => ({ event: 'typing', data: { typing } }),
  mediaRequest: (ref) =>
    ref.id === null ? { kind: 'impossible', why: 'No file.' } : { kind: 'stored', fileId: ref.id },
};

/** The same pigeon, sending over a visitor's socket. */
export const courierFixture: Fixture<PigeonCreds> = {
  ...pigeonFixture,
  channel: {
    ...pigeon,
    outbound: courierOutbound,
  },
  outbound: {
    delivery: 'visitor-socket',
    sends: [
      {
        name: 'text',
        source: 'invented',
        message: ok,
        event: 'message',
        data: { id: 'out-9', text: 'ok' },
      },
    ],
    media: [
      {
        name: 'stored',
        source: 'invented',
        ref: anyMedia({ id: 'f1' }),
        plan: { kind: 'stored', fileId: 'f1' },
      },
    ],
  },
};
