import type { OutboundMessage } from '@frontdesk/connector-kit/channel';
import { answer, anyMedia, type HttpFixture } from '@frontdesk/connector-kit/conformance/fixture';
import { spring } from './test-account.fixture.ts';

const message: OutboundMessage = {
  outboxId: 'outbox-42',
  to: '+15550100001',
  text: 'Your tour is confirmed',
  media: null,
  replyTo: null,
};
const base = 'https://api.openphone.com';
const problem = (status: number, code: string) =>
  answer(status, { message: 'x', code, status, docs: 'https://docs.example', title: 'y' });

export const outbound: HttpFixture = {
  delivery: 'http',
  baseUrl: base,
  sends: [
    {
      name: 'text',
      source: 'vendor-docs',
      message,
      expect: {
        ok: true,
        request: {
          method: 'POST',
          url: `${base}/v1/messages`,
          headers: { authorization: 'op-test-key', 'content-type': 'application/json' },
          body: '{"content":"Your tour is confirmed","from":"PN1","to":["+15550100001"]}',
        },
      },
    },
    {
      name: 'a picture',
      source: 'vendor-docs',
      message: {
        ...message,
        media: { kind: 'IMAGE', mediaId: 'f1', mime: 'image/png', fileName: 'a.png' },
      },
      expect: {
        ok: false,
        error: {
          code: 'no-media',
          why: 'OpenPhone’s API sends text only. Send a link instead.',
          effect: null,
        },
      },
    },
  ],
  responses: [
    {
      name: 'taken',
      source: 'vendor-docs',
      response: answer(202, {
        data: {
          id: 'AC77',
          to: ['+15550100001'],
          from: '+15550100002',
          text: 'x',
          phoneNumberId: 'PN1',
          direction: 'outgoing',
          userId: 'US1',
          status: 'queued',
        },
      }),
      outcome: { kind: 'accepted', externalId: 'AC77' },
    },
    {
      name: 'too fast',
      source: 'vendor-docs',
      response: answer(429, { message: 'Too many requests' }),
      outcome: {
        kind: 'retry',
        scope: 'inbox',
        afterMs: null,
        code: '429',
        why: 'Sending too fast.',
      },
    },
    {
      name: 'no registration',
      source: 'vendor-docs',
      response: problem(400, '0206400'),
      outcome: {
        kind: 'rejected',
        code: '0206400',
        why: 'This number may not text the US yet: its carrier registration (A2P) is not approved.',
        effect: null,
      },
    },
    {
      name: 'no credit',
      source: 'vendor-docs',
      response: problem(402, '0200402'),
      outcome: {
        kind: 'rejected',
        code: '0200402',
        why: 'The OpenPhone account has run out of credit.',
        effect: 'pause-inbox',
      },
    },
    {
      name: 'not a user of that number',
      source: 'vendor-docs',
      response: problem(403, '0202403'),
      outcome: {
        kind: 'rejected',
        code: '0202403',
        why: 'The member in whose name we send does not use this number. Check the inbox’s settings.',
        effect: null,
      },
    },
    {
      name: 'key refused',
      source: 'vendor-docs',
      response: problem(401, '0200401'),
      outcome: {
        kind: 'reauth',
        code: '401',
        why: 'The vendor no longer accepts this access. Enter new credentials.',
      },
    },
    {
      name: 'a server error in the vendor’s own words',
      source: 'vendor-docs',
      response: problem(500, '0201500'),
      outcome: {
        kind: 'retry',
        scope: 'inbox',
        afterMs: null,
        code: '500',
        why: 'OpenPhone reported an error.',
      },
    },
  ],
  failures: [
    {
      name: 'timeout after writing',
      source: 'invented',
      failure: { kind: 'timeout', requestWritten: true, detail: 'api: timeout' },
      kind: 'uncertain',
    },
  ],
  media: [
    {
      name: 'by link',
      source: 'vendor-docs',
      ref: anyMedia({ url: 'https://m.example/net.jpg' }),
      plan: {
        kind: 'direct',
        request: { method: 'GET', url: 'https://m.example/net.jpg', headers: {}, body: null },
      },
    },
  ],
  uploads: [],
  lookups: [
    {
      name: 'what went to that participant',
      source: 'vendor-docs',
      message,
      since: spring,
      request: {
        method: 'GET',
        url: `${base}/v1/messages?phoneNumberId=PN1&participants%5B%5D=%2B15550100001&maxResults=50&createdAfter=2026-04-05T10%3A00%3A00.000Z`,
        headers: { authorization: 'op-test-key' },
        body: null,
      },
      response: answer(200, {
        data: [
          {
            id: 'AC77',
            to: ['+15550100001'],
            from: '+15550100002',
            text: 'Your tour is confirmed',
            direction: 'outgoing',
            createdAt: '2026-04-05T10:00:00Z',
          },
          {
            id: 'AC76',
            to: ['+15550100002'],
            from: '+15550100001',
            text: 'Thanks',
            direction: 'incoming',
            createdAt: '2026-04-05T10:00:00Z',
          },
        ],
        totalItems: 2,
        nextPageToken: null,
      }),
      found: {
        ok: true,
        messages: [
          { externalId: 'AC77', to: '+15550100001', text: 'Your tour is confirmed', at: spring },
        ],
      },
    },
  ],
  probes: [
    {
      name: 'works',
      source: 'vendor-docs',
      response: answer(200, { data: [{ id: 'PN1', number: '+15550100002', users: [] }] }),
      result: { ok: true, address: '+15550100002' },
    },
    {
      name: 'another number',
      source: 'vendor-docs',
      response: answer(200, { data: [{ id: 'PN2', number: '+15550100003' }] }),
      result: {
        ok: false,
        why: 'This API key does not see that phone number ID.',
        reauth: false,
      },
    },
  ],
};
