import type { HttpRequest, OutboundMessage } from '@frontdesk/connector-kit/channel';
import { answer, anyMedia, type HttpFixture } from '@frontdesk/connector-kit/conformance/fixture';

const message: OutboundMessage = {
  outboxId: 'outbox-42',
  to: '15550100001',
  text: 'Your viewing is at 10:00',
  media: null,
  replyTo: null,
};
const base = 'https://graph.facebook.com';
const post = (body: object): { ok: true; request: HttpRequest } => ({
  ok: true,
  request: {
    method: 'POST',
    url: `${base}/v23.0/PNID1/messages`,
    headers: { authorization: 'Bearer EAATestToken', 'content-type': 'application/json' },
    body: JSON.stringify({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      ...body,
      biz_opaque_callback_data: 'outbox-42',
    }),
  },
});
const error = (status: number, code: number) =>
  answer(status, {
    error: {
      message: 'x',
      type: 'OAuthException',
      code,
      error_data: { messaging_product: 'whatsapp', details: 'y' },
      fbtrace_id: 'z',
    },
  });

export const outbound: HttpFixture = {
  delivery: 'http',
  baseUrl: base,
  sends: [
    {
      name: 'text',
      source: 'vendor-docs',
      message,
      expect: post({
        to: '15550100001',
        type: 'text',
        text: { body: 'Your viewing is at 10:00', preview_url: false },
      }),
    },
    {
      name: 'a quote',
      source: 'vendor-docs',
      message: { ...message, replyTo: 'wamid.A1' },
      expect: post({
        to: '15550100001',
        type: 'text',
        text: { body: 'Your viewing is at 10:00', preview_url: false },
        context: { message_id: 'wamid.A1' },
      }),
    },
    {
      name: 'a template',
      source: 'vendor-docs',
      message: {
        ...message,
        text: 'Hi Ada',
        template: {
          name: 'visit_reminder',
          language: 'en_US',
          header: [],
          body: [{ name: null, text: 'Ada' }],
        },
      },
      expect: post({
        to: '15550100001',
        type: 'template',
        template: {
          name: 'visit_reminder',
          language: { code: 'en_US' },
          components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ada' }] }],
        },
      }),
    },
    {
      name: 'an image',
      source: 'vendor-docs',
      message: {
        ...message,
        text: 'Floor plan',
        media: {
          kind: 'IMAGE',
          mediaId: '4490000000000001',
          mime: 'image/png',
          fileName: 'plan.png',
        },
      },
      expect: post({
        to: '15550100001',
        type: 'image',
        image: { id: '4490000000000001', caption: 'Floor plan' },
      }),
    },
    {
      name: 'a document',
      source: 'vendor-docs',
      message: {
        ...message,
        text: '',
        media: {
          kind: 'DOCUMENT',
          mediaId: '449',
          mime: 'application/pdf',
          fileName: 'Invoice.pdf',
        },
      },
      expect: post({
        to: '15550100001',
        type: 'document',
        document: { id: '449', filename: 'Invoice.pdf' },
      }),
    },
    {
      name: 'to a hidden number',
      source: 'vendor-docs',
      message: { ...message, to: 'US.13491208655302741918' },
      expect: post({
        recipient: 'US.13491208655302741918',
        type: 'text',
        text: { body: 'Your viewing is at 10:00', preview_url: false },
      }),
    },
  ],
  responses: [
    {
      name: 'accepted',
      source: 'vendor-docs',
      response: answer(200, {
        messaging_product: 'whatsapp',
        contacts: [{ input: '15550100001', wa_id: '15550100001' }],
        messages: [{ id: 'wamid.TEST1' }],
      }),
      outcome: { kind: 'accepted', externalId: 'wamid.TEST1' },
    },
    {
      name: 'throughput',
      source: 'vendor-docs',
      response: error(400, 130429),
      outcome: {
        kind: 'retry',
        scope: 'inbox',
        afterMs: null,
        code: '130429',
        why: 'This number is sending too fast.',
      },
    },
    {
      name: 'pair rate',
      source: 'vendor-docs',
      response: error(400, 131056),
      outcome: {
        kind: 'retry',
        scope: 'pair',
        afterMs: 6000,
        code: '131056',
        why: 'Too many messages to this customer in a short time.',
      },
    },
    {
      name: 'temporarily unavailable',
      source: 'vendor-docs',
      response: error(500, 131000),
      outcome: {
        kind: 'retry',
        scope: 'message',
        afterMs: null,
        code: '131000',
        why: 'WhatsApp is temporarily unavailable.',
      },
    },
    {
      name: 'token expired',
      source: 'vendor-docs',
      response: error(400, 190),
      outcome: {
        kind: 'reauth',
        code: '190',
        why: 'WhatsApp no longer accepts the access token. Enter a new one in the inbox’s settings.',
      },
    },
    {
      name: 'outside the window',
      source: 'vendor-docs',
      response: error(400, 131047),
      outcome: {
        kind: 'rejected',
        code: '131047',
        why: 'More than 24 hours have passed since the customer last wrote. WhatsApp only takes a template now.',
        effect: 'window-closed',
      },
    },
    {
      name: 'a payment problem',
      source: 'vendor-docs',
      response: error(400, 131042),
      outcome: {
        kind: 'rejected',
        code: '131042',
        why: 'Meta could not charge for WhatsApp. Check the payment method.',
        effect: 'pause-inbox',
      },
    },
    {
      name: 'a permission',
      source: 'vendor-docs',
      response: error(403, 200),
      outcome: {
        kind: 'rejected',
        code: '200',
        why: 'The access token may not send from this number. Check its permissions with Meta.',
        effect: null,
      },
    },
    {
      name: 'a code that is not in the table',
      source: 'invented',
      response: error(400, 999999),
      outcome: {
        kind: 'rejected',
        code: '999999',
        why: 'WhatsApp refused this message (999999).',
        effect: null,
      },
    },
    {
      name: 'a server error in Meta’s own words',
      source: 'invented',
      response: error(500, 999999),
      outcome: {
        kind: 'retry',
        scope: 'message',
        afterMs: null,
        code: '999999',
        why: 'WhatsApp reported an error (999999).',
      },
    },
  ],
  failures: [
    {
      name: 'timeout after writing',
      source: 'invented',
      failure: { kind: 'timeout', requestWritten: true, detail: 'graph: timeout' },
      kind: 'uncertain',
    },
    {
      name: 'connection refused',
      source: 'invented',
      failure: { kind: 'refused', requestWritten: false, detail: 'graph: ECONNREFUSED' },
      kind: 'retry',
    },
  ],
  media: [
    {
      name: 'by id',
      source: 'vendor-docs',
      ref: anyMedia({ id: '4490001' }),
      plan: {
        kind: 'locate',
        request: {
          method: 'GET',
          url: `${base}/v23.0/4490001?phone_number_id=PNID1`,
          headers: { authorization: 'Bearer EAATestToken' },
          body: null,
        },
      },
      located: {
        response: answer(200, {
          messaging_product: 'whatsapp',
          url: 'https://lookaside.example/1',
          mime_type: 'image/jpeg',
          sha256: 'abc',
          file_size: '303833',
          id: '4490001',
        }),
        url: 'https://lookaside.example/1',
      },
    },
  ],
  uploads: [
    {
      name: 'an image',
      source: 'vendor-docs',
      upload: {
        bytes: Buffer.from('\u0089PNG\r\n'),
        mime: 'image/png',
        fileName: 'plan "A".png',
      },
      url: `${base}/v23.0/PNID1/media`,
      response: answer(200, { id: '4490000000000001' }),
      outcome: { kind: 'uploaded', mediaId: '4490000000000001' },
    },
  ],
  lookups: [],
  probes: [
    {
      name: 'works',
      source: 'vendor-docs',
      response: answer(200, {
        id: 'PNID1',
        display_phone_number: '+1 555-010-0009',
        verified_name: 'Fairway',
      }),
      result: { ok: true, address: '+1 555-010-0009' },
    },
    {
      name: 'a dead token',
      source: 'vendor-docs',
      response: error(401, 190),
      result: {
        ok: false,
        why: 'The vendor no longer accepts this access. Enter new credentials.',
        reauth: true,
      },
    },
  ],
};
