import type {
  InboundEvent,
  Json,
  MediaRef,
  Parsed,
  RawDelivery,
} from '@frontdesk/connector-kit/channel';
import {
  bytesOrNull,
  fields,
  idOrNull,
  isFields,
  list,
  msOrNull,
  readJson,
  text,
  textOrNull,
  type Fields,
} from '@frontdesk/connector-kit/lenient-json';
import { messageTypeOfFile } from '@frontdesk/connector-kit/media-type';
import { bodyKey } from '@frontdesk/connector-kit/signatures';
import { isVisitorId } from './visitor-token.ts';

export function webchatAccounts(raw: RawDelivery): readonly string[] | null {
  const body = readJson(raw.body);
  if (!isFields(body)) return null;
  const inbox = textOrNull(body['inbox']);
  return inbox === null ? [] : [inbox];
}

/** Reads a `WebChatDelivery`; the page may be an old one, or not ours at all. */
export function parseWebChat(raw: RawDelivery, accountId?: string): Parsed {
  const body = readJson(raw.body);
  const visitor = fields(fields(body)['visitor']);
  const visitorId = textOrNull(visitor['id']);
  if (
    !isFields(body) ||
    !Array.isArray(body['events']) ||
    visitorId === null ||
    !isVisitorId(visitorId)
  ) {
    return { ok: false, reason: 'not a web chat delivery' };
  }
  const inbox = textOrNull(body['inbox']);
  if (accountId !== undefined && inbox !== null && inbox !== accountId)
    return { ok: true, events: [] };
  const place: Place = { accountId: inbox, visitorId, visitor, delivery: bodyKey(raw.body) };
  return {
    ok: true,
    events: list(body['events']).map((one, index) => eventOf(fields(one), place, index)),
  };
}

type Place = {
  readonly accountId: string | null;
  readonly visitorId: string;
  readonly visitor: Fields;
  readonly delivery: string;
};

function eventOf(event: Fields, place: Place, index: number): InboundEvent {
  const read = event['type'] === 'message' ? message(event, place) : receipt(event, place);
  if (read !== null) return read;
  return {
    type: 'ignored',
    dedupeKey: `ignored:${place.delivery}:${index}`,
    accountId: place.accountId,
    vendorType: textOrNull(event['type']) ?? 'unknown',
  };
}

function message(event: Fields, { accountId, visitorId, visitor }: Place): InboundEvent | null {
  const id = idOrNull(event['id']);
  if (id === null) return null;
  const media = list(event['files']).flatMap((one) => mediaRef(fields(one)) ?? []);
  const quoted = idOrNull(event['replyTo']);
  return {
    type: 'message',
    dedupeKey: `message:${visitorId}/${id}`,
    accountId,
    externalId: `${visitorId}/${id}`,
    identity: { key: visitorId, aliases: [], phone: null, name: textOrNull(visitor['name']) },
    sentAt: msOrNull(event['at']),
    messageType: media[0] === undefined ? 'TEXT' : messageTypeOfFile(media[0].mime),
    text: text(event['text']),
    media,
    replyTo: quoted === null ? null : `${visitorId}/${quoted}`,
    metadata: aboutVisitor(visitor),
  };
}

function receipt(event: Fields, { accountId, visitorId }: Place): InboundEvent | null {
  const id = idOrNull(event['id']);
  const status = event['status'];
  if (event['type'] !== 'receipt' || id === null || (status !== 'delivered' && status !== 'read'))
    return null;
  const externalId = `${visitorId}/${id}`;
  return {
    type: 'receipt',
    dedupeKey: `receipt:${externalId}:${status}`,
    accountId,
    externalId,
    status,
    at: msOrNull(event['at']),
    error: null,
    correlation: null,
    echo: null,
  };
}

function aboutVisitor(visitor: Fields): Record<string, Json> {
  const known = (['email', 'page', 'language'] as const).flatMap((name) => {
    const value = textOrNull(visitor[name]);
    return value === null ? [] : [[name, value] as const];
  });
  return known.length === 0 ? {} : { visitor: Object.fromEntries(known) };
}

function mediaRef(file: Fields): MediaRef | null {
  const id = textOrNull(file['id']);
  return id === null
    ? null
    : {
        id,
        url: null,
        mime: textOrNull(file['mime']),
        fileName: textOrNull(file['name']),
        sha256: null,
        size: bytesOrNull(file['size']),
      };
}
