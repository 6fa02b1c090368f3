import * as z from 'zod';
import { classifyForeignAnswer, classifyNetworkFailure, mediaFailure } from '../answers.ts';
import type {
  Channel,
  HttpOutbound,
  InboundEvent,
  OutboundMessage,
  RawDelivery,
} from '../channel.ts';
import {
  fields,
  idOrNull,
  isFields,
  list,
  msOrNull,
  readJson,
  text,
  textOrNull,
} from '../lenient-json.ts';
import { multipartBody } from '../multipart.ts';
import { bodyKey, hmacSha256, sameText } from '../signatures.ts';
import { answer, anyMedia, type Fixture } from './fixture.ts';

/**
 * A vendor that does not exist, done right: what the conformance rules are tried on before any real channel is.
 * It stands in for every optional part of the contract, so that each rule has something to look at.
 */

const schema = z.object({
  secret: z.string().regex(/^[\x21-\x7e]+$/),
  token: z.string().regex(/^[\x21-\x7e]+$/),
  loft: z.string(),
});
export type PigeonCreds = z.infer<typeof schema>;

const TOLERANCE_MS = 300_000;
const sign = (secret: string, at: string, body: Uint8Array | string): string =>
  `${at}.${hmacSha256(secret, Buffer.concat([Buffer.from(`${at}.`), Buffer.from(body)]), 'base64')}`;

function toEvent(value: unknown, loft: string | null): InboundEvent {
  const wire = fields(value);
  const id = idOrNull(wire['id']);
  const kind = text(wire['kind']);
  const base = { dedupeKey: `${kind}:${id}`, accountId: loft };
  if (kind === 'text' && id !== null && textOrNull(wire['from']) !== null) {
    return {
      ...base,
      type: 'message',
      externalId: id,
      sentAt: msOrNull(wire['at']),
      messageType: 'TEXT',
      text: text(wire['text']),
      identity: { key: text(wire['from']), aliases: [], phone: null, name: null },
      media: [],
      replyTo: null,
      metadata: {},
    };
  }
  if (kind === 'delivered' && id !== null) {
    return {
      ...base,
      type: 'receipt',
      externalId: id,
      status: 'delivered',
      at: msOrNull(wire['at']),
      error: null,
      correlation: textOrNull(wire['mark']),
      echo: null,
    };
  }
  return { ...base, type: 'ignored', vendorType: kind || 'unknown' };
}

export const pigeonOutbound: HttpOutbound<PigeonCreds> = {
  delivery: 'http',
  defaultBaseUrl: 'https://pigeon.example',
  request: (message, creds, baseUrl) =>
    message.to.startsWith('@')
      ? { ok: false, error: { code: 'group', why: 'Pigeons do not fly to groups.', effect: null } }
      : {
          ok: true,
          request: {
            method: 'POST',
            url: `${baseUrl}/send`,
            headers: { authorization: creds.token },
            body: JSON.stringify({
              to: message.to,
              text: message.text,
              file: message.media?.mediaId,
              mark: message.outboxId,
            }),
          },
        },
  classify: (response) => {
    const body = fields(readJson(response.body));
    const id = idOrNull(body['id']);
    if (response.status < 300 && id !== null) return { kind: 'accepted', externalId: id };
    if (body['code'] === 'blocked')
      return {
        kind: 'rejected',
        code: 'blocked',
        why: 'This customer has blocked us.',
        effect: null,
      };
    return classifyForeignAnswer(response, false);
  },
  classifyFailure: (failure) => classifyNetworkFailure(failure, false),
  mediaUpload: {
    request: (upload, creds, baseUrl) => {
      const { contentType, body } = multipartBody({ a: 'b' }, upload);
      return {
        method: 'POST',
        url: `${baseUrl}/files`,
        headers: { authorization: creds.token, 'content-type': contentType },
        body,
      };
    },
    read: (response) => {
      const mediaId = idOrNull(fields(readJson(response.body))['id']);
      return mediaId === null
        ? {
            kind: 'retry',
            scope: 'message',
            afterMs: null,
            code: 'upload',
            why: 'The file did not arrive.',
          }
        : { kind: 'uploaded', mediaId };
    },
  },
  mediaRequest: (ref, creds, baseUrl) => {
    if (ref.id === null) return { kind: 'impossible', why: 'No file.' };
    const headers = { authorization: creds.token };
    return {
      kind: 'locate',
      request: { method: 'GET', url: `${baseUrl}/files/${ref.id}`, headers, body: null },
      read: (response) => {
        const url = textOrNull(fields(readJson(response.body))['url']);
        const failure = mediaFailure(response);
        if (failure !== null || url === null)
          return { ok: false, outcome: failure ?? { kind: 'failed', why: 'No link.' } };
        return {
          ok: true,
          request: { method: 'GET', url, headers, body: null },
          mime: null,
          sha256: null,
          size: null,
        };
      },
    };
  },
  lookup: {
    request: (message, since, creds, baseUrl) => ({
      method: 'GET',
      url: `${baseUrl}/sent?to=${message.to}&since=${since}`,
      headers: { authorization: creds.token },
      body: null,
    }),
    read: (response) => {
      const data = fields(readJson(response.body))['sent'];
      if (response.status !== 200 || !Array.isArray(data))
        return { ok: false, outcome: classifyForeignAnswer(response, true) };
      return {
        ok: true,
        messages: list(data).map((one) => ({
          externalId: text(fields(one)['id']),
          to: 'u7',
          text: text(fields(one)['text']),
          at: null,
        })),
      };
    },
  },
  probe: {
    request: (creds, baseUrl) => ({
      method: 'GET',
      url: `${baseUrl}/loft`,
      headers: { authorization: creds.token },
      body: null,
    }),
    read: (response) => {
      const address = textOrNull(fields(readJson(response.body))['roof']);
      return address === null
        ? { ok: false, why: 'No such loft.', reauth: response.status === 401 }
        : { ok: true, address };
    },
  },
};

export const pigeon: Channel<PigeonCreds> = {
  kind: 'api',
  name: 'Pigeon',
  limits: {
    textChars: 200,
    captionChars: null,
    media: { IMAGE: { maxBytes: 9, mimeTypes: ['image/png'] } },
    perInbox: { everyMs: 10, burst: 0 },
    perPair: null,
    replyWindowHours: null,
  },
  capabilities: {
    typing: false,
    readReceipts: false,
    idempotencyKey: false,
    correlation: true,
    revoke: false,
    quotes: false,
  },
  credentials: {
    schema,
    fields: [
      {
        name: 'secret',
        label: 'Secret',
        help: '',
        secret: true,
        generated: false,
        optional: false,
      },
      { name: 'token', label: 'Token', help: '', secret: true, generated: false, optional: false },
      { name: 'loft', label: 'Loft', help: '', secret: false, generated: false, optional: false },
    ],
  },
  accountId: (creds) => creds.loft,
  verify: (raw, creds, now) => {
    const given = raw.headers['x-pigeon'];
    if (!given) return { ok: false, reason: 'missing-signature' };
    const at = given.split('.')[0] ?? '';
    if (!sameText(given, sign(creds.secret, at, raw.body)))
      return { ok: false, reason: 'bad-signature' };
    return Math.abs(now - Number(at)) <= TOLERANCE_MS
      ? { ok: true }
      : { ok: false, reason: 'stale' };
  },
  handshake: (query, creds) =>
    query['token'] !== undefined && sameText(query['token'], creds.secret)
      ? (query['echo'] ?? null)
      : null,
  accounts: (raw) => {
    const body = readJson(raw.body);
    return isFields(body)
      ? [...new Set(list(body['flights']).flatMap((one) => textOrNull(fields(one)['loft']) ?? []))]
      : null;
  },
  deliveryKey: (raw) => bodyKey(raw.body),
  parse: (raw, accountId) => {
    const body = readJson(raw.body);
    if (!isFields(body) || !Array.isArray(body['flights']))
      return { ok: false, reason: 'not a flight list' };
    const events = list(body['flights']).flatMap((flight) => {
      const loft = textOrNull(fields(flight)['loft']);
      return list(fields(flight)['events']).map((one) => toEvent(one, loft));
    });
    return {
      ok: true,
      events: events.filter(
        (one) => accountId === undefined || one.accountId === null || one.accountId === accountId,
      ),
    };
  },
  outbound: pigeonOutbound,
};

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
  outbound: {
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
  },
};

/** The same pigeon, sending over a visitor's socket. */
export const courierFixture: Fixture<PigeonCreds> = {
  ...pigeonFixture,
  channel: {
    ...pigeon,
    outbound: {
      delivery: 'visitor-socket',
      frame: (message) => ({
        event: 'message',
        data: { id: message.outboxId, text: message.text },
      }),
      externalId: (message) => `u7/${message.outboxId}`,
      revokeFrame: (id) => ({ event: 'revoke', data: { id } }),
      typingFrame: (typing) => ({ event: 'typing', data: { typing } }),
      mediaRequest: (ref) =>
        ref.id === null
          ? { kind: 'impossible', why: 'No file.' }
          : { kind: 'stored', fileId: ref.id },
    },
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
