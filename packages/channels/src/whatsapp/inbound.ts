import type {
  Identity,
  InboundEvent,
  Json,
  MediaRef,
  Parsed,
  RawDelivery,
  ReceiptStatus,
} from '@frontdesk/connector-kit/channel';
import {
  fields,
  idOrNull,
  isFields,
  list,
  numberOrNull,
  readJson,
  secondsToMs,
  text,
  textOrNull,
  type Fields,
} from '@frontdesk/connector-kit/lenient-json';
import { bodyKey } from '@frontdesk/connector-kit/signatures';
import type { MessageType } from '@frontdesk/core/entities';
import { errorOf } from './errors.ts';

/** Reads Meta's envelope: entries → changes → a `value` that names one phone number and holds messages or statuses. */
export function parseWhatsApp(raw: RawDelivery, accountId?: string): Parsed {
  const changes = changesOf(raw);
  if (changes === null) return { ok: false, reason: 'not a whatsapp_business_account event list' };
  const delivery = bodyKey(raw.body);
  const events = changes.flatMap((change, index) => eventsOf(change, `${delivery}:${index}`));
  return {
    ok: true,
    events: events.filter(
      (event) =>
        accountId === undefined || event.accountId === null || event.accountId === accountId,
    ),
  };
}

export function whatsappAccounts(raw: RawDelivery): readonly string[] | null {
  const changes = changesOf(raw);
  return changes === null
    ? null
    : [...new Set(changes.flatMap((change) => phoneNumberId(change) ?? []))];
}

function changesOf(raw: RawDelivery): readonly Fields[] | null {
  const body = readJson(raw.body);
  if (!isFields(body) || !Array.isArray(body['entry'])) return null;
  return list(body['entry']).flatMap((entry) => list(fields(entry)['changes']).map(fields));
}

const phoneNumberId = (change: Fields): string | null =>
  textOrNull(fields(fields(change['value'])['metadata'])['phone_number_id']);

function eventsOf(change: Fields, place: string): readonly InboundEvent[] {
  const value = fields(change['value']);
  const accountId = phoneNumberId(change);
  const at = (part: string, index: number): Place => ({
    accountId,
    key: `ignored:${place}:${part}:${index}`,
  });
  if (change['field'] !== 'messages')
    return [ignored(at('field', 0), textOrNull(change['field']) ?? 'unknown')];
  const contacts = list(value['contacts']).map(fields);
  return [
    ...list(value['messages']).map((one, index) =>
      messageEvent(fields(one), contacts, at('message', index)),
    ),
    ...list(value['statuses']).map((one, index) => receiptEvent(fields(one), at('status', index))),
    ...list(value['errors']).map((one, index) =>
      ignored(at('error', index), `error:${idOrNull(fields(one)['code']) ?? 'unknown'}`),
    ),
  ];
}

/** Where an event stands: its account, and a key for the case that it has no id of its own. */
type Place = { readonly accountId: string | null; readonly key: string };

const ignored = (place: Place, vendorType: string): InboundEvent => ({
  type: 'ignored',
  dedupeKey: place.key,
  accountId: place.accountId,
  vendorType,
});

function messageEvent(message: Fields, contacts: readonly Fields[], place: Place): InboundEvent {
  const type = textOrNull(message['type']) ?? 'unknown';
  const externalId = textOrNull(message['id']);
  const identity = identityOf(message, contacts);
  // A `system` message is WhatsApp's own (a changed number), not the customer's.
  if (externalId === null || identity === null || type === 'system')
    return ignored(place, `message:${type}`);
  const context = fields(message['context']);
  const content = contentOf(type, message);
  return {
    type: 'message',
    dedupeKey: `message:${externalId}`,
    accountId: place.accountId,
    externalId,
    identity,
    sentAt: secondsToMs(message['timestamp']),
    messageType: content.type,
    text: content.text,
    media: content.media ?? [],
    replyTo: content.replyTo ?? textOrNull(context['id']),
    metadata: { ...content.metadata, ...forwardedFrom(context), ...referralOf(message) },
  };
}

/**
 * The phone number is the key while WhatsApp reveals it, so that identities from before business-scoped user ids
 * stay the same; the user id goes along as an alias and takes over when a username hides the number.
 */
function identityOf(message: Fields, contacts: readonly Fields[]): Identity | null {
  const phone = textOrNull(message['from']);
  const userId = textOrNull(message['from_user_id']);
  const own = contacts.find(
    (one) =>
      (phone !== null && one['wa_id'] === phone) || (userId !== null && one['user_id'] === userId),
  );
  const contact = own ?? (contacts.length === 1 ? fields(contacts[0]) : {});
  const user = userId ?? textOrNull(contact['user_id']);
  const key = phone ?? user;
  if (key === null) return null;
  const profile = fields(contact['profile']);
  return {
    key,
    aliases: user !== null && user !== key ? [user] : [],
    phone: phone !== null && /^\d{6,15}$/.test(phone) ? `+${phone}` : null,
    name: textOrNull(profile['name']) ?? textOrNull(profile['username']),
  };
}

type Content = {
  readonly type: MessageType;
  readonly text: string;
  readonly media?: readonly MediaRef[];
  readonly replyTo?: string | null;
  readonly metadata?: Readonly<Record<string, Json>>;
};

const FILES: ReadonlyMap<string, MessageType> = new Map([
  ['image', 'IMAGE'],
  ['video', 'VIDEO'],
  ['audio', 'AUDIO'],
  ['document', 'DOCUMENT'],
  ['sticker', 'STICKER'],
]);

/** Where a type is not known here, the agent still sees that the customer sent something. */
function contentOf(type: string, message: Fields): Content {
  const body = fields(message[type]);
  const file = FILES.get(type);
  if (file !== undefined) return fileContent(file, body);
  switch (type) {
    case 'text':
      return { type: 'TEXT', text: text(body['body']) };
    case 'reaction':
      return {
        type: 'REACTION',
        text: text(body['emoji']),
        replyTo: textOrNull(body['message_id']),
      };
    case 'button':
      return {
        type: 'TEXT',
        text: text(body['text']),
        metadata: { button: text(body['payload']) },
      };
    case 'interactive':
      return interactiveContent(body);
    case 'location':
      return locationContent(body);
    case 'contacts':
      return contactsContent(list(message['contacts']).map(fields));
    case 'unsupported':
      return unsupported(textOrNull(body['type']) ?? type);
    default:
      return unsupported(type);
  }
}

const unsupported = (what: string): Content => ({
  type: what.startsWith('poll_') ? 'POLL' : 'TEXT',
  text: '',
  metadata: { unsupported: what },
});

function fileContent(type: MessageType, body: Fields): Content {
  const ref: MediaRef = {
    id: idOrNull(body['id']),
    url: null,
    mime: textOrNull(body['mime_type']),
    fileName: textOrNull(body['filename']),
    sha256: textOrNull(body['sha256']),
    size: null,
  };
  return {
    type,
    text: text(body['caption']),
    media: [ref],
    metadata: {
      ...(body['voice'] === true && { voice: true }),
      ...(body['animated'] === true && { animated: true }),
    },
  };
}

function interactiveContent(body: Fields): Content {
  const kind = text(body['type']);
  const reply = fields(body[kind]);
  const title = textOrNull(reply['title']) ?? text(reply['body']);
  return {
    type: 'TEXT',
    text: title,
    metadata: {
      button: text(reply['id']),
      ...(textOrNull(reply['description']) !== null && { description: text(reply['description']) }),
    },
  };
}

function locationContent(body: Fields): Content {
  const place = {
    name: textOrNull(body['name']),
    address: textOrNull(body['address']),
    url: textOrNull(body['url']),
  };
  return {
    type: 'LOCATION',
    text: [place.name, place.address].filter((one) => one !== null).join(', '),
    metadata: {
      location: {
        latitude: numberOrNull(body['latitude']),
        longitude: numberOrNull(body['longitude']),
        ...place,
      },
    },
  };
}

function contactsContent(contacts: readonly Fields[]): Content {
  const shared = contacts.map((one) => {
    const name = fields(one['name']);
    return {
      name: textOrNull(name['formatted_name']) ?? text(name['first_name']),
      phones: list(one['phones']).flatMap((phone) => textOrNull(fields(phone)['phone']) ?? []),
      emails: list(one['emails']).flatMap((email) => textOrNull(fields(email)['email']) ?? []),
    };
  });
  return {
    type: 'CONTACT',
    text: shared.map((one) => one.name || one.phones[0] || '').join(', '),
    metadata: { contacts: shared },
  };
}

const forwardedFrom = (context: Fields): Record<string, Json> =>
  context['forwarded'] === true || context['frequently_forwarded'] === true
    ? { forwarded: true }
    : {};

/** The advertisement that the customer tapped to write to us. */
function referralOf(message: Fields): Record<string, Json> {
  if (!isFields(message['referral'])) return {};
  const { source_url: url, source_id: id, headline, body, ctwa_clid: click } = message['referral'];
  return {
    referral: {
      url: text(url),
      id: text(id),
      headline: text(headline),
      body: text(body),
      click: text(click),
    },
  };
}

/** `played` (a voice note was heard) says more than `read`, which is all that we show. */
const STATUSES: ReadonlyMap<string, ReceiptStatus> = new Map([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['played', 'read'],
  ['failed', 'failed'],
]);

function receiptEvent(receipt: Fields, place: Place): InboundEvent {
  const externalId = textOrNull(receipt['id']);
  const name = textOrNull(receipt['status']) ?? 'unknown';
  const status = STATUSES.get(name);
  if (externalId === null || status === undefined) return ignored(place, `status:${name}`);
  const error = fields(list(receipt['errors'])[0]);
  return {
    type: 'receipt',
    dedupeKey: `receipt:${externalId}:${status}`,
    accountId: place.accountId,
    externalId,
    status,
    at: secondsToMs(receipt['timestamp']),
    error: status === 'failed' ? errorOf(numberOrNull(error['code'])) : null,
    correlation: textOrNull(receipt['biz_opaque_callback_data']),
    echo: null,
  };
}
