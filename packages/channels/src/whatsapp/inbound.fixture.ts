import type { InboundEvent, MessageEvent, RawDelivery } from '@frontdesk/connector-kit/channel';
import { anyMedia, type Fixture } from '@frontdesk/connector-kit/conformance/fixture';
import { bodyKey, hmacSha256 } from '@frontdesk/connector-kit/signatures';
import type { WhatsAppCreds } from './credentials.ts';
import { creds } from './test-account.fixture.ts';

const signed = (body: string, secret = creds.appSecret): RawDelivery => ({
  headers: { 'x-hub-signature-256': `sha256=${hmacSha256(secret, body, 'hex')}` },
  query: {},
  body: Buffer.from(body),
});

const metadata = (id: string) => ({ display_phone_number: '15550100009', phone_number_id: id });
const ada = { profile: { name: 'Ada' }, wa_id: '15550100001' };
const change = (value: object, id = 'PNID1') => ({
  field: 'messages',
  value: { messaging_product: 'whatsapp', metadata: metadata(id), ...value },
});
const envelope = (...changes: object[]): string =>
  JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: 'WABA1', changes }] });
const said = (type: string, content: object, id = type) => ({
  from: '15550100001',
  id: `wamid.${id}`,
  timestamp: '1763600000',
  type,
  ...content,
});

const event = (id: string, change: Partial<MessageEvent> = {}): MessageEvent => ({
  type: 'message',
  dedupeKey: `message:wamid.${id}`,
  accountId: 'PNID1',
  externalId: `wamid.${id}`,
  identity: { key: '15550100001', aliases: [], phone: '+15550100001', name: 'Ada' },
  sentAt: 1_763_600_000_000,
  messageType: 'TEXT',
  text: '',
  media: [],
  replyTo: null,
  metadata: {},
  ...change,
});

const receipt = (status: string, more: object = {}) => ({
  id: 'wamid.OUT1',
  status,
  timestamp: '1763600010',
  recipient_id: '15550100001',
  biz_opaque_callback_data: 'outbox-42',
  ...more,
});
const received = (
  status: 'sent' | 'delivered' | 'read' | 'failed',
  more: object = {},
): InboundEvent => ({
  type: 'receipt',
  dedupeKey: `receipt:wamid.OUT1:${status}`,
  accountId: 'PNID1',
  externalId: 'wamid.OUT1',
  status,
  at: 1_763_600_010_000,
  error: null,
  correlation: 'outbox-42',
  echo: null,
  ...more,
});

const file = (id: string, mime: string) => ({ id, mime_type: mime, sha256: 'c2hhMjU2' });
const ref = (id: string, mime: string, fileName: string | null = null) =>
  anyMedia({ id, mime, fileName, sha256: 'c2hhMjU2' });

// Meta's own spelling: escaped unicode and spaces, which parse-then-stringify would lose.
const text =
  '{"object":"whatsapp_business_account","entry":[{"id":"WABA1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp", "metadata":{"display_phone_number":"15550100009","phone_number_id":"PNID1"},"contacts":[{"profile":{"name":"Ada"},"wa_id":"15550100001"}],"messages":[{"from":"15550100001","id":"wamid.A1","timestamp":"1763600000","type":"text","text":{"body":"Hi \\u2013 is bay 3 free?"}}]}}]}]}';

const files = envelope(
  change({
    contacts: [ada],
    messages: [
      said('image', { image: { ...file('4490001', 'image/jpeg'), caption: 'Broken net' } }),
      said('video', { video: file('4490002', 'video/mp4') }),
      said('audio', { audio: { ...file('4490003', 'audio/ogg; codecs=opus'), voice: true } }),
      said('document', {
        document: {
          ...file('4490004', 'application/pdf'),
          filename: 'Invoice 7.pdf',
          caption: 'Here',
        },
        context: { from: '15550100009', id: 'wamid.OUT1' },
      }),
      said('sticker', { sticker: { ...file('4490005', 'image/webp'), animated: true } }),
    ],
  }),
);

const rest = envelope(
  change({
    contacts: [ada],
    messages: [
      said('location', {
        location: { latitude: 13.75, longitude: 100.5, name: 'Clubhouse', address: '1 Fairway' },
      }),
      said('contacts', {
        contacts: [
          {
            name: { formatted_name: 'Bo Lind', first_name: 'Bo' },
            phones: [{ phone: '+15550100033' }],
          },
        ],
      }),
      said('reaction', { reaction: { message_id: 'wamid.OUT1', emoji: '👍' } }),
      said('reaction', { reaction: { message_id: 'wamid.OUT1' } }, 'reaction-gone'),
      said('button', { button: { payload: 'YES', text: 'Yes' } }),
      said('interactive', {
        interactive: {
          type: 'list_reply',
          list_reply: { id: 'row-2', title: 'Bay 3', description: 'at 10:00' },
        },
      }),
      said('unsupported', { unsupported: { type: 'poll_creation' }, errors: [{ code: 131051 }] }),
      said('order', { order: { text: 'two buckets' } }),
      said(
        'text',
        {
          text: { body: 'seen your ad' },
          context: { forwarded: true },
          referral: {
            source_url: 'https://fb.example/ad',
            source_id: 'ad1',
            headline: 'Play',
            body: 'Now',
            ctwa_clid: 'clk',
          },
        },
        'ad',
      ),
      said('system', { system: { body: 'Ada changed her number', type: 'user_changed_number' } }),
    ],
  }),
);

const hidden = envelope(
  change({
    contacts: [{ profile: { name: 'Cy', username: 'cy' }, user_id: 'US.13491208655302741918' }],
    messages: [
      {
        from_user_id: 'US.13491208655302741918',
        id: 'wamid.HID',
        timestamp: '1763600000',
        type: 'text',
        text: { body: 'no number' },
      },
    ],
  }),
);
const both = envelope(
  change({
    contacts: [{ ...ada, user_id: 'US.77' }],
    messages: [{ ...said('text', { text: { body: 'both' } }, 'BOTH'), from_user_id: 'US.77' }],
  }),
);

const statuses = envelope(
  change({
    statuses: [
      receipt('sent', {
        conversation: { id: 'c1', origin: { type: 'service' } },
        pricing: { billable: true },
      }),
      receipt('delivered'),
      receipt('read'),
      receipt('failed', {
        errors: [{ code: 131047, title: 'Re-engagement message', error_data: { details: 'x' } }],
      }),
      receipt('deleted'),
    ],
  }),
);

const manyAccounts = JSON.stringify({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: 'WABA1',
      changes: [
        change({ contacts: [ada], messages: [said('text', { text: { body: 'one' } }, 'ONE')] }),
        { field: 'account_update', value: { event: 'X' } },
      ],
    },
    {
      id: 'WABA2',
      changes: [
        change(
          { contacts: [ada], messages: [said('text', { text: { body: 'two' } }, 'TWO')] },
          'PNID2',
        ),
      ],
    },
  ],
});

export const inbound: Fixture<WhatsAppCreds>['inbound'] = [
  {
    name: 'text',
    source: 'vendor-docs',
    raw: signed(text),
    accounts: ['PNID1'],
    expect: [event('A1', { text: 'Hi – is bay 3 free?' })],
  },
  {
    name: 'every kind of file',
    source: 'vendor-docs',
    raw: signed(files),
    accounts: ['PNID1'],
    expect: [
      event('image', {
        messageType: 'IMAGE',
        text: 'Broken net',
        media: [ref('4490001', 'image/jpeg')],
      }),
      event('video', { messageType: 'VIDEO', media: [ref('4490002', 'video/mp4')] }),
      event('audio', {
        messageType: 'AUDIO',
        media: [ref('4490003', 'audio/ogg; codecs=opus')],
        metadata: { voice: true },
      }),
      event('document', {
        messageType: 'DOCUMENT',
        text: 'Here',
        media: [ref('4490004', 'application/pdf', 'Invoice 7.pdf')],
        replyTo: 'wamid.OUT1',
      }),
      event('sticker', {
        messageType: 'STICKER',
        media: [ref('4490005', 'image/webp')],
        metadata: { animated: true },
      }),
    ],
  },
  {
    name: 'every other kind',
    source: 'vendor-docs',
    raw: signed(rest),
    accounts: ['PNID1'],
    expect: [
      event('location', {
        messageType: 'LOCATION',
        text: 'Clubhouse, 1 Fairway',
        metadata: {
          location: {
            latitude: 13.75,
            longitude: 100.5,
            name: 'Clubhouse',
            address: '1 Fairway',
            url: null,
          },
        },
      }),
      event('contacts', {
        messageType: 'CONTACT',
        text: 'Bo Lind',
        metadata: { contacts: [{ name: 'Bo Lind', phones: ['+15550100033'], emails: [] }] },
      }),
      event('reaction', { messageType: 'REACTION', text: '👍', replyTo: 'wamid.OUT1' }),
      event('reaction-gone', { messageType: 'REACTION', replyTo: 'wamid.OUT1' }),
      event('button', { text: 'Yes', metadata: { button: 'YES' } }),
      event('interactive', {
        text: 'Bay 3',
        metadata: { button: 'row-2', description: 'at 10:00' },
      }),
      event('unsupported', { messageType: 'POLL', metadata: { unsupported: 'poll_creation' } }),
      event('order', { metadata: { unsupported: 'order' } }),
      event('ad', {
        text: 'seen your ad',
        metadata: {
          forwarded: true,
          referral: {
            url: 'https://fb.example/ad',
            id: 'ad1',
            headline: 'Play',
            body: 'Now',
            click: 'clk',
          },
        },
      }),
      {
        type: 'ignored',
        dedupeKey: `ignored:${bodyKey(Buffer.from(rest))}:0:message:9`,
        accountId: 'PNID1',
        vendorType: 'message:system',
      },
    ],
  },
  {
    name: 'a hidden number',
    source: 'vendor-docs',
    raw: signed(hidden),
    accounts: ['PNID1'],
    expect: [
      event('HID', {
        text: 'no number',
        identity: { key: 'US.13491208655302741918', aliases: [], phone: null, name: 'Cy' },
      }),
    ],
  },
  {
    name: 'number and user id',
    source: 'vendor-docs',
    raw: signed(both),
    accounts: ['PNID1'],
    expect: [
      event('BOTH', {
        text: 'both',
        identity: { key: '15550100001', aliases: ['US.77'], phone: '+15550100001', name: 'Ada' },
      }),
    ],
  },
  {
    name: 'every status',
    source: 'vendor-docs',
    raw: signed(statuses),
    accounts: ['PNID1'],
    expect: [
      received('sent'),
      received('delivered'),
      received('read'),
      received('failed', {
        error: {
          code: '131047',
          why: 'More than 24 hours have passed since the customer last wrote. WhatsApp only takes a template now.',
          effect: 'window-closed',
        },
      }),
      {
        type: 'ignored',
        dedupeKey: `ignored:${bodyKey(Buffer.from(statuses))}:0:status:4`,
        accountId: 'PNID1',
        vendorType: 'status:deleted',
      },
    ],
  },
  {
    name: 'two accounts and a field of the business account',
    source: 'vendor-docs',
    raw: signed(manyAccounts),
    accounts: ['PNID1', 'PNID2'],
    expect: [
      event('ONE', { text: 'one' }),
      {
        type: 'ignored',
        dedupeKey: `ignored:${bodyKey(Buffer.from(manyAccounts))}:1:field:0`,
        accountId: null,
        vendorType: 'account_update',
      },
      event('TWO', { text: 'two', accountId: 'PNID2' }),
    ],
  },
  {
    name: 'an empty batch',
    source: 'vendor-docs',
    raw: signed('{"object":"whatsapp_business_account","entry":[]}'),
    accounts: [],
    expect: [],
  },
];

export const forged: Fixture<WhatsAppCreds>['forged'] = [
  { name: 'another app secret', source: 'invented', raw: signed(text, 'another-secret') },
  {
    name: 'a bare digest',
    source: 'invented',
    raw: {
      ...signed(text),
      headers: { 'x-hub-signature-256': hmacSha256(creds.appSecret, text, 'hex') },
    },
  },
];

export const delivers: Fixture<WhatsAppCreds>['delivers'] = (body) =>
  signed(envelope(change({ contacts: [ada], messages: [said('text', { text: { body } })] })));
