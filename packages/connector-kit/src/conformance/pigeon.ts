import * as z from 'zod';
import { classifyForeignAnswer, classifyNetworkFailure, mediaFailure } from '../answers.ts';
import type { Channel, HttpOutbound, InboundEvent } from '../channel.ts';
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
export const sign = (secret: string, at: string, body: Uint8Array | string): string =>
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
  templates: null,
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
