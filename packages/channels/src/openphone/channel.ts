import type { Channel } from '@frontdesk/connector-kit/channel';
import { openphoneCredentials, openphoneFields, type OpenPhoneCreds } from './credentials.ts';
import { openphoneAccounts, openphoneDeliveryKey, parseOpenPhone } from './inbound.ts';
import { openphoneOutbound } from './outbound.ts';
import { verifyOpenPhone } from './signature.ts';

/** OpenPhone, since September 2025 named Quo: v1 REST for sending, both webhook generations for receiving. */
export const openphone: Channel<OpenPhoneCreds> = {
  kind: 'openphone',
  name: 'OpenPhone (Quo)',
  limits: {
    textChars: 1600,
    captionChars: null,
    media: {},
    // 10 requests/s per API key, which several inboxes may share.
    perInbox: { everyMs: 100, burst: 2 },
    perPair: null,
    replyWindowHours: null,
  },
  capabilities: {
    typing: false,
    readReceipts: false,
    idempotencyKey: false,
    correlation: false,
    revoke: false,
    quotes: false,
  },
  credentials: { schema: openphoneCredentials, fields: openphoneFields },
  accountId: (creds) => creds.phoneNumberId,
  verify: verifyOpenPhone,
  // There is no handshake.
  handshake: () => null,
  accounts: openphoneAccounts,
  deliveryKey: openphoneDeliveryKey,
  parse: parseOpenPhone,
  outbound: openphoneOutbound,
};
