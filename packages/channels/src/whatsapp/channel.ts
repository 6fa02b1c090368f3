import type { Channel } from '@frontdesk/connector-kit/channel';
import { bodyKey, hmacSha256, sameText } from '@frontdesk/connector-kit/signatures';
import { whatsappCredentials, whatsappFields, type WhatsAppCreds } from './credentials.ts';
import { parseWhatsApp, whatsappAccounts } from './inbound.ts';
import { whatsappOutbound } from './outbound.ts';

const MB = 1_000_000;

/** Free text may be sent for this long after the customer's last message; after that only approved templates. */
const SERVICE_WINDOW_HOURS = 24;

/** WhatsApp Business Cloud API (Meta Graph). */
export const whatsapp: Channel<WhatsAppCreds> = {
  kind: 'whatsapp',
  name: 'WhatsApp',
  limits: {
    textChars: 4096,
    captionChars: 1024,
    // Types and sizes: Meta, "Supported media types". ogg is Opus only; gif and svg are not taken at all.
    media: {
      IMAGE: { maxBytes: 5 * MB, mimeTypes: ['image/jpeg', 'image/png'] },
      VIDEO: { maxBytes: 16 * MB, mimeTypes: ['video/mp4', 'video/3gpp'] },
      AUDIO: {
        maxBytes: 16 * MB,
        mimeTypes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
      },
      DOCUMENT: {
        maxBytes: 100 * MB,
        mimeTypes: [
          'application/pdf',
          'text/plain',
          'application/msword',
          'application/vnd.ms-excel',
          'application/vnd.ms-powerpoint',
          'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
          'application/vnd.openxmlformats-officedocument.presentationml.presentation',
        ],
      },
      // A still sticker may have 100 kB, an animated one 500; which it is shows only inside the file.
      STICKER: { maxBytes: 500_000, mimeTypes: ['image/webp'] },
    },
    // 80 messages/s per number, in and out together; the burst is our own choice and small for that reason.
    perInbox: { everyMs: 12.5, burst: 5 },
    // About one message per six seconds to one customer, short bursts borrowed.
    perPair: { everyMs: 6_000, burst: 5 },
    replyWindowHours: SERVICE_WINDOW_HOURS,
  },
  capabilities: {
    typing: false,
    readReceipts: true,
    idempotencyKey: false,
    correlation: true,
    revoke: false,
    quotes: true,
  },
  credentials: { schema: whatsappCredentials, fields: whatsappFields },
  accountId: (creds) => creds.phoneNumberId,
  verify(raw, creds) {
    const given = raw.headers['x-hub-signature-256'];
    if (!given) return { ok: false, reason: 'missing-signature' };
    const wanted = `sha256=${hmacSha256(creds.appSecret, raw.body, 'hex')}`;
    return sameText(given, wanted) ? { ok: true } : { ok: false, reason: 'bad-signature' };
  },
  handshake(query, creds) {
    const token = query['hub.verify_token'];
    const proven =
      query['hub.mode'] === 'subscribe' &&
      token !== undefined &&
      sameText(token, creds.verifyToken);
    return proven ? (query['hub.challenge'] ?? null) : null;
  },
  accounts: whatsappAccounts,
  deliveryKey: (raw) => bodyKey(raw.body),
  parse: parseWhatsApp,
  outbound: whatsappOutbound,
};
