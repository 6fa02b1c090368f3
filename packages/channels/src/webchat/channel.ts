import type {
  Channel,
  Frame,
  OutboundMessage,
  RawDelivery,
  Verdict,
} from '@frontdesk/connector-kit/channel';
import { fields, idOrNull, readJson, textOrNull } from '@frontdesk/connector-kit/lenient-json';
import { bodyKey } from '@frontdesk/connector-kit/signatures';
import { webchatCredentials, webchatFields, type WebChatCreds } from './credentials.ts';
import { parseWebChat, webchatAccounts } from './inbound.ts';
import { readVisitorToken } from './visitor-token.ts';

const MB = 1_000_000;
const OFFICE = 'application/vnd.openxmlformats-officedocument.';

/** The widget on a page of ours: no vendor, so the visitor's token stands for the signature and a socket for the API. */
export const webchat: Channel<WebChatCreds> = {
  kind: 'webchat',
  name: 'Web chat',
  limits: {
    textChars: 20_000,
    captionChars: 20_000,
    media: {
      IMAGE: {
        maxBytes: 10 * MB,
        mimeTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
      },
      VIDEO: { maxBytes: 25 * MB, mimeTypes: ['video/mp4', 'video/webm'] },
      AUDIO: {
        maxBytes: 25 * MB,
        mimeTypes: ['audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/webm', 'audio/wav'],
      },
      DOCUMENT: {
        maxBytes: 25 * MB,
        mimeTypes: [
          'application/pdf',
          'text/plain',
          'text/csv',
          'application/zip',
          `${OFFICE}wordprocessingml.document`,
          `${OFFICE}spreadsheetml.sheet`,
          `${OFFICE}presentationml.presentation`,
        ],
      },
    },
    perInbox: null,
    perPair: null,
    replyWindowHours: null,
  },
  capabilities: {
    typing: true,
    readReceipts: true,
    idempotencyKey: true,
    correlation: false,
    revoke: true,
    quotes: true,
  },
  credentials: { schema: webchatCredentials, fields: webchatFields },
  accountId: (creds) => creds.widgetKey,
  verify,
  handshake: () => null,
  accounts: webchatAccounts,
  deliveryKey(raw) {
    const body = fields(readJson(raw.body));
    const id = idOrNull(body['id']);
    const visitor = textOrNull(fields(body['visitor'])['id']);
    return id === null || visitor === null ? bodyKey(raw.body) : `webchat:${visitor}/${id}`;
  },
  parse: parseWebChat,
  outbound: {
    delivery: 'visitor-socket',
    externalId: (message) => `${message.to}/${message.outboxId}`,
    frame,
    revokeFrame: (externalId) => ({ event: 'revoke', data: { id: ownId(externalId) } }),
    typingFrame: (typing) => ({ event: 'typing', data: { typing } }),
    mediaRequest: (ref) =>
      ref.id === null
        ? { kind: 'impossible', why: 'The visitor named no file.' }
        : { kind: 'stored', fileId: ref.id },
  },
};

/** The token proves who the visitor is; a body may speak for nobody else. */
function verify(raw: RawDelivery, creds: WebChatCreds, now: number): Verdict {
  const given = raw.headers['authorization'];
  if (!given) return { ok: false, reason: 'missing-signature' };
  const [scheme, token, ...more] = given.split(' ');
  if (scheme !== 'Bearer' || token === undefined || more.length > 0)
    return { ok: false, reason: 'bad-signature' };
  const read = readVisitorToken(token, creds.signingSecret, now);
  if (!read.ok) return read;
  const named = fields(fields(readJson(raw.body))['visitor'])['id'];
  return named === undefined || named === read.visitorId
    ? { ok: true }
    : { ok: false, reason: 'bad-signature' };
}

/** Ids are stored as `<visitor>/<id>`, so that one visitor can never name another's message; the page knows the second half. */
const ownId = (externalId: string): string => externalId.slice(externalId.indexOf('/') + 1);

function frame({ outboxId, text, media, replyTo }: OutboundMessage): Frame {
  const file =
    media === null
      ? null
      : { id: media.mediaId, kind: media.kind, mime: media.mime, name: media.fileName };
  return {
    event: 'message',
    data: { id: outboxId, text, file, replyTo: replyTo === null ? null : ownId(replyTo) },
  };
}
