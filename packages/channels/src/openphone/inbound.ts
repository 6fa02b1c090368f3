import type {
  Identity,
  InboundEvent,
  MediaRef,
  Parsed,
  RawDelivery,
  ReceiptEvent,
  SendError,
} from '@frontdesk/connector-kit/channel';
import {
  fields,
  idOrNull,
  isFields,
  isoToMs,
  list,
  numberOrNull,
  readJson,
  text,
  textOrNull,
  type Fields,
} from '@frontdesk/connector-kit/lenient-json';
import { messageTypeOfFile } from '@frontdesk/connector-kit/media-type';
import { bodyKey } from '@frontdesk/connector-kit/signatures';

/**
 * Two generations of payload: legacy `data.object` (versions 2 to 4) and, since 2026-03-30, `data.resource` with
 * `data.context`. One delivery holds one event.
 */
type Envelope = {
  readonly type: string;
  /** The event's id; the same on every endpoint that it is sent to. */
  readonly id: string | null;
  readonly resource: Fields;
  readonly context: Fields;
  readonly createdAt: number | null;
};

export function openphoneDeliveryKey(raw: RawDelivery): string {
  const delivery = textOrNull(raw.headers['webhook-id']);
  if (delivery !== null) return `webhook:${delivery}`;
  const event = idOrNull(fields(readJson(raw.body))['id']);
  return event === null ? bodyKey(raw.body) : `event:${event}`;
}

export function openphoneAccounts(raw: RawDelivery): readonly string[] | null {
  const envelope = envelopeOf(raw);
  if (envelope === null) return null;
  const account = accountOf(envelope);
  return account === null ? [] : [account];
}

export function parseOpenPhone(raw: RawDelivery, accountId?: string): Parsed {
  const envelope = envelopeOf(raw);
  if (envelope === null) return { ok: false, reason: 'not an OpenPhone event' };
  const event = eventOf(envelope, accountOf(envelope), raw);
  const foreign =
    accountId !== undefined && event.accountId !== null && event.accountId !== accountId;
  return { ok: true, events: foreign ? [] : [event] };
}

function envelopeOf(raw: RawDelivery): Envelope | null {
  const body = readJson(raw.body);
  if (!isFields(body) || !isFields(body['data'])) return null;
  const type = textOrNull(body['type']);
  const { resource, object, context } = body['data'];
  const subject = isFields(resource) ? resource : object;
  if (type === null || !isFields(subject)) return null;
  return {
    type,
    id: idOrNull(body['id']),
    resource: subject,
    context: fields(context),
    createdAt: isoToMs(body['createdAt']),
  };
}

const accountOf = ({ resource, context }: Envelope): string | null =>
  textOrNull(resource['phoneNumberId']) ?? textOrNull(context['phoneNumberId']);

type Read = (envelope: Envelope, accountId: string | null) => InboundEvent | null;

const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['message.received', receivedMessage],
  ['message.delivered', (envelope, account) => receipt(envelope, account, 'delivered')],
  ['message.failed', (envelope, account) => receipt(envelope, account, 'failed')],
  ['message.undelivered', (envelope, account) => receipt(envelope, account, 'failed')],
  ['call.voicemail.completed', voicemail],
  // The old generation has no voicemail event: it comes inside the call's.
  ['call.completed', voicemail],
]);

/** Calls that left no message, recordings and summaries are of no use to a conversation of texts: ignored, but kept. */
function eventOf(envelope: Envelope, accountId: string | null, raw: RawDelivery): InboundEvent {
  const read = READERS.get(envelope.type)?.(envelope, accountId);
  const key = `ignored:${envelope.id ?? openphoneDeliveryKey(raw)}`;
  return read ?? { type: 'ignored', dedupeKey: key, accountId, vendorType: envelope.type };
}

function receivedMessage(
  { resource, context, createdAt }: Envelope,
  accountId: string | null,
): InboundEvent | null {
  const externalId = idOrNull(resource['id']);
  const from = textOrNull(resource['from']) ?? textOrNull(context['senderIdentifier']);
  if (externalId === null || from === null || resource['direction'] === 'outgoing') return null;
  const media = list(resource['media']).flatMap((one) => mediaRef(fields(one)) ?? []);
  return {
    type: 'message',
    dedupeKey: `message:${externalId}`,
    accountId,
    externalId,
    identity: identity(from),
    sentAt: isoToMs(resource['createdAt']) ?? createdAt,
    messageType: media[0] === undefined ? 'TEXT' : messageTypeOfFile(media[0].mime),
    // Older versions say `body`.
    text: textOrNull(resource['text']) ?? text(resource['body']),
    media,
    replyTo: null,
    metadata: {},
  };
}

/** A voicemail is something that the customer said: an audio message, with the transcript where there is one. */
function voicemail(
  { resource, context, createdAt }: Envelope,
  accountId: string | null,
): InboundEvent | null {
  const legacy = fields(resource['voicemail']);
  const url = webUrl(resource['recordingUrl']) ?? webUrl(legacy['url']);
  const call = idOrNull(resource['callId']) ?? idOrNull(resource['id']);
  const from =
    textOrNull(resource['from']) ??
    textOrNull(list(fields(context['participants'])['external'])[0]);
  if (url === null || call === null || from === null || resource['direction'] === 'outgoing')
    return null;
  return {
    type: 'message',
    dedupeKey: `message:voicemail:${call}`,
    accountId,
    externalId: `voicemail:${call}`,
    identity: identity(from),
    sentAt: isoToMs(resource['completedAt']) ?? isoToMs(resource['createdAt']) ?? createdAt,
    messageType: 'AUDIO',
    text: text(resource['transcript']),
    media: [
      { id: null, url, mime: textOrNull(legacy['type']), fileName: null, sha256: null, size: null },
    ],
    replyTo: null,
    metadata: {
      voicemail: {
        seconds: numberOrNull(resource['duration']) ?? numberOrNull(legacy['duration']),
      },
    },
  };
}

function receipt(
  { resource, context, createdAt }: Envelope,
  accountId: string | null,
  status: 'delivered' | 'failed',
): ReceiptEvent | null {
  const externalId = idOrNull(resource['id']);
  if (externalId === null || resource['direction'] === 'incoming') return null;
  const to = first(resource['to']) ?? first(context['recipientIdentifiers']);
  return {
    type: 'receipt',
    dedupeKey: `receipt:${externalId}:${status}`,
    accountId,
    externalId,
    status,
    at: createdAt ?? isoToMs(resource['createdAt']),
    error: status === 'failed' ? carrierError(idOrNull(resource['errorCode'])) : null,
    correlation: null,
    echo: to === null ? null : { to, text: textOrNull(resource['text']) ?? text(resource['body']) },
  };
}

const carrierError = (code: string | null): SendError => ({
  code: code ?? 'undelivered',
  why: 'The carrier did not deliver this text. The number may be a landline, switched off or blocking us.',
  effect: null,
});

/** `to` comes as a text or as a list. */
const first = (value: unknown): string | null => textOrNull(value) ?? textOrNull(list(value)[0]);

/** A short code or a sender's name is a key as well, but no phone number. */
const identity = (from: string): Identity => ({
  key: from,
  aliases: [],
  phone: /^\+\d{6,15}$/.test(from) ? from : null,
  name: null,
});

function mediaRef(one: Fields): MediaRef | null {
  const url = webUrl(one['url']);
  return url === null
    ? null
    : { id: null, url, mime: textOrNull(one['type']), fileName: null, sha256: null, size: null };
}

export function webUrl(value: unknown): string | null {
  const url = textOrNull(value);
  return url !== null && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null;
}
