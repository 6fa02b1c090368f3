import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  AnyChannel,
  HttpOutbound,
  HttpRequest,
  InboundEvent,
  OutboundMessage,
  RawDelivery,
} from '@frontdesk/connector-kit/channel';
import {
  FakeVendors,
  type FakeVendorsOptions,
} from '@frontdesk/connector-kit/fake-vendor/fake-vendors';
import { serveFetch } from '@frontdesk/connector-kit/fake-vendor/serve-fetch';
import { runHttp } from '@frontdesk/connector-kit/http-runner';
import { must } from '@frontdesk/core/assert';
import type { ChannelKind } from '@frontdesk/core/entities';
import { afterEach, describe, expect, test } from 'vitest';
import { fakes } from './fakes.ts';
import { channelOf, channels } from './registry.ts';

type Creds = Parameters<AnyChannel['accountId']>[0];

const CREDS: Record<string, object> = {
  whatsapp: {
    phoneNumberId: 'PNID1',
    accessToken: 'EAAtoken',
    appSecret: 'app-secret',
    verifyToken: 'verify',
    sendToUserIds: true,
  },
  openphone: {
    apiKey: 'op-key',
    phoneNumberId: 'PN1',
    webhookSecret: 'whsec_c3RhbmRhcmQtd2ViaG9va3MtdGVzdC1rZXktMzJieXQ=',
    signingKey: 'cXVvLWxlZ2FjeS1rZXk=',
  },
  webchat: { widgetKey: 'wk_fairway', signingSecret: 'visitor-signing-secret-0123456789' },
};
const CUSTOMER: Record<string, string> = {
  whatsapp: '15550100001',
  openphone: '+15550100001',
  webchat: 'visitor-ada',
};

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean();
});

type World = {
  readonly fake: FakeVendors;
  readonly channel: AnyChannel;
  readonly creds: Creds;
  readonly accountId: string;
  /** Verified and parsed, as our webhook would. */
  readonly events: InboundEvent[];
  readonly refused: string[];
  answerWith(status: number): void;
};

/** The fake vendors and an endpoint of ours, both on real sockets. */
async function world(
  kind: ChannelKind,
  options: Partial<FakeVendorsOptions> = {},
  change: object = {},
): Promise<World> {
  const channel = must(channelOf(kind), kind);
  const creds = channel.credentials.schema.parse({ ...CREDS[kind], ...change });
  const events: InboundEvent[] = [];
  const refused: string[] = [];
  let status = 200;
  const ours = await serveFetch(async (request) => {
    if (status !== 200) return new Response('', { status });
    const raw: RawDelivery = {
      headers: Object.fromEntries(request.headers),
      query: {},
      body: new Uint8Array(await request.arrayBuffer()),
    };
    const verdict = channel.verify(raw, creds, (options.now ?? Date.now)());
    if (!verdict.ok) return (refused.push(verdict.reason), new Response('', { status: 401 }));
    const parsed = channel.parse(raw);
    if (parsed.ok) events.push(...parsed.events);
    return new Response('');
  });
  const fake = new FakeVendors({
    protocols: fakes,
    retryGapsMs: [5],
    receipts: () => [],
    ...options,
  });
  const vendor = await fake.listen();
  const accountId = fake.connect({ kind, creds, webhookUrl: ours.url, address: '+15550100009' });
  cleanUp.push(ours.close, vendor.close, () => fake.close());
  return {
    fake,
    channel,
    creds,
    accountId,
    events,
    refused,
    answerWith: (next) => (status = next),
  };
}

const http = (channel: AnyChannel): HttpOutbound<Creds> => {
  if (channel.outbound.delivery !== 'http') throw new Error('sends over a socket');
  return channel.outbound;
};

const message = (kind: string, change: Partial<OutboundMessage> = {}): OutboundMessage => ({
  outboxId: 'out-1',
  to: CUSTOMER[kind] ?? '',
  text: 'Yes, until noon',
  media: null,
  replyTo: null,
  ...change,
});

const run = (request: HttpRequest, timeoutMs = 2_000) =>
  runHttp(request, { allowPrivateNetwork: true, timeoutMs });

async function send(
  { fake, channel, creds }: World,
  change: Partial<OutboundMessage> = {},
  timeoutMs?: number,
) {
  const out = http(channel);
  const prepared = out.request(message(channel.kind, change), creds, fake.baseUrl(channel.kind));
  if (!prepared.ok) throw new Error(prepared.error.why);
  const ran = await run(prepared.request, timeoutMs);
  return ran.ok ? out.classify(ran.response) : out.classifyFailure(ran.failure);
}

test("every channel has a vendor's side", () => {
  expect(fakes.map((one) => one.channel)).toEqual(channels);
});

describe.each(['whatsapp', 'openphone'] as const)('%s over real sockets', (kind) => {
  test('a message is accepted, stands on the phone once, and its receipts come back signed', async () => {
    const here = await world(kind, {
      receipts: () => [
        { status: 'sent', afterMs: 0 },
        { status: 'delivered', afterMs: 1 },
        { status: 'delivered', afterMs: 0 },
        { status: 'read', afterMs: 0 },
      ],
    });
    const outcome = await send(here);
    const [received] = here.fake.received(kind, here.accountId, CUSTOMER[kind]);
    expect(outcome).toEqual({ kind: 'accepted', externalId: received?.externalId });
    expect(received).toMatchObject({
      text: 'Yes, until noon',
      correlation: kind === 'whatsapp' ? 'out-1' : null,
    });
    await here.fake.idle();
    const statuses = here.events.map(
      (one) => one.type === 'receipt' && one.externalId === received?.externalId && one.status,
    );
    expect(statuses).toEqual(
      kind === 'whatsapp' ? ['sent', 'delivered', 'delivered', 'read'] : ['delivered', 'delivered'],
    );
    expect(here.fake.thread(kind, here.accountId, CUSTOMER[kind] ?? '')).toMatchObject([
      { direction: 'received', status: 'read' },
    ]);
  });

  test("a customer's words, quotes and files arrive signed and can be fetched", async () => {
    const here = await world(kind);
    const from = CUSTOMER[kind] ?? '';
    const photo = Buffer.from('\u0089PNG photo');
    const externalId = here.fake.customerSays(kind, {
      accountId: here.accountId,
      from,
      name: 'Ada',
      text: 'Is bay 3 free?',
    });
    here.fake.customerSays(kind, {
      accountId: here.accountId,
      from,
      text: 'This net',
      files: [{ bytes: photo, mime: 'image/png', fileName: 'net.png' }],
    });
    await here.fake.idle();
    expect(here.refused).toEqual([]);
    expect(here.events).toMatchObject([
      {
        type: 'message',
        externalId,
        text: 'Is bay 3 free?',
        messageType: 'TEXT',
        identity: { key: from },
      },
      { type: 'message', text: 'This net', messageType: 'IMAGE', media: [{ mime: 'image/png' }] },
    ]);
    expect(await fetchMedia(here)).toEqual({ status: 200, body: photo });
  });

  test('a lost answer counts once on the phone and is uncertain to us', async () => {
    for (const fault of ['lost-answer', 'hang-after'] as const) {
      const here = await world(kind);
      here.fake.faults.plan({ operation: 'send', fault: { kind: fault } });
      expect((await send(here, {}, 200)).kind, fault).toBe('uncertain');
      expect(here.fake.received(kind, here.accountId)).toHaveLength(1);
    }
  });

  test('what never reached the vendor is uncertain as well once it was written, and is not on the phone', async () => {
    for (const fault of ['reset', 'hang'] as const) {
      const here = await world(kind);
      here.fake.faults.plan({ operation: 'send', fault: { kind: fault } });
      expect((await send(here, {}, 200)).kind, fault).toBe('uncertain');
      expect(here.fake.received(kind, here.accountId)).toEqual([]);
    }
  });

  test("each planned refusal is met once, in the vendor's own words", async () => {
    const here = await world(kind);
    for (const [as, outcome] of [
      ['rate-limit', 'retry'],
      ['pair-limit', 'retry'],
      ['server-error', 'retry'],
      ['token-invalid', 'reauth'],
      ['no-credit', 'rejected'],
      ['unreachable', 'rejected'],
    ] as const) {
      here.fake.faults.plan({ operation: 'send', fault: { kind: 'refuse', as } });
      expect((await send(here)).kind, as).toBe(outcome);
    }
    here.fake.faults.plan({
      operation: 'send',
      fault: { kind: 'status', status: 502, body: '<html>' },
      to: 'somebody else',
    });
    expect((await send(here)).kind).toBe('accepted');
    expect(here.fake.received(kind, here.accountId)).toHaveLength(1);
  });

  test('the wrong token is refused, and the probe says so', async () => {
    const here = await world(kind);
    const out = http(here.channel);
    const wrong = { ...here.creds, accessToken: 'other', apiKey: 'other' };
    const probe = async (creds: Creds) => {
      const ran = await run(out.probe.request(creds, here.fake.baseUrl(kind)));
      return ran.ok ? out.probe.read(ran.response, creds) : null;
    };
    expect(await probe(here.creds)).toEqual({ ok: true, address: '+15550100009' });
    expect(await probe(wrong)).toMatchObject({ ok: false, reauth: true });
    expect((await send({ ...here, creds: wrong })).kind).toBe('reauth');
  });

  test('a webhook that is not taken is posted again, signed anew', async () => {
    const here = await world(kind);
    here.answerWith(503);
    here.fake.customerSays(kind, {
      accountId: here.accountId,
      from: CUSTOMER[kind] ?? '',
      text: 'hello?',
    });
    await expect.poll(() => here.fake.attempts.length).toBeGreaterThan(2);
    here.answerWith(200);
    await here.fake.idle();
    expect(here.events).toMatchObject([{ text: 'hello?' }]);
    expect(here.fake.attempts.at(-1)?.status).toBe(200);
  });
});

async function fetchMedia({ fake, channel, creds, events }: World) {
  const event = events.find((one) => one.type === 'message' && one.media.length > 0);
  const ref = event?.type === 'message' ? event.media[0] : undefined;
  const plan = http(channel).mediaRequest(must(ref, 'file'), creds, fake.baseUrl(channel.kind));
  if (plan.kind === 'direct') return bytesOf(plan.request);
  if (plan.kind !== 'locate') throw new Error(plan.kind);
  const ran = await run(plan.request);
  const located = ran.ok ? plan.read(ran.response) : null;
  if (located?.ok !== true) throw new Error('not located');
  return bytesOf(located.request);
}

async function bytesOf(request: HttpRequest) {
  const ran = await run(request);
  return ran.ok ? { status: ran.response.status, body: ran.response.body } : null;
}

describe('the fake WhatsApp', () => {
  test('takes an upload and shows its bytes on the phone', async () => {
    const here = await world('whatsapp');
    const upload = must(http(here.channel).mediaUpload, 'upload');
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45]);
    const ran = await run(
      upload.request(
        { bytes, mime: 'application/pdf', fileName: 'bill "7".pdf' },
        here.creds,
        here.fake.baseUrl('whatsapp'),
      ),
    );
    const uploaded = must(ran.ok ? upload.read(ran.response) : null, 'answer');
    if (uploaded.kind !== 'uploaded') throw new Error(uploaded.why);
    await send(here, {
      text: 'Here',
      media: {
        kind: 'DOCUMENT',
        mediaId: uploaded.mediaId,
        mime: 'application/pdf',
        fileName: 'bill.pdf',
      },
      replyTo: 'wamid.x',
    });
    const [received] = here.fake.received('whatsapp', here.accountId);
    expect(received).toMatchObject({
      text: 'Here',
      replyTo: 'wamid.x',
      media: { mime: 'application/pdf', fileName: 'bill.pdf' },
    });
    expect(here.fake.file(received?.media?.sha256 ?? '')).toEqual(new Uint8Array(bytes));
  });

  test('lets a link to a file die after five minutes, and wants its token', async () => {
    let now = 1_763_600_000_000;
    const here = await world('whatsapp', { now: () => now });
    here.fake.customerSays('whatsapp', {
      accountId: here.accountId,
      from: '15550100001',
      files: [{ bytes: Buffer.from('x'), mime: 'image/png', fileName: 'a.png' }],
    });
    await here.fake.idle();
    const event = here.events[0];
    const plan = http(here.channel).mediaRequest(
      must(event?.type === 'message' ? event.media[0] : null, 'file'),
      here.creds,
      here.fake.baseUrl('whatsapp'),
    );
    if (plan.kind !== 'locate') throw new Error(plan.kind);
    const ran = await run(plan.request);
    const located = ran.ok ? plan.read(ran.response) : null;
    if (located?.ok !== true) throw new Error('not located');
    expect((await bytesOf({ ...located.request, headers: {} }))?.status).toBe(401);
    expect((await bytesOf(located.request))?.status).toBe(200);
    now += 5 * 60_000 + 1;
    expect((await bytesOf(located.request))?.status).toBe(404);
  });

  test('plays a customer who hides the number, reacts and shares a place', async () => {
    const here = await world('whatsapp');
    const hidden = 'US.13491208655302741918';
    here.fake.customerSays('whatsapp', {
      accountId: here.accountId,
      from: hidden,
      name: 'Cy',
      text: 'no number',
    });
    here.fake.customerSays('whatsapp', {
      accountId: here.accountId,
      from: hidden,
      reaction: '👍',
      replyTo: 'wamid.1',
    });
    here.fake.customerSays('whatsapp', {
      accountId: here.accountId,
      from: hidden,
      location: { latitude: 1, longitude: 2 },
    });
    await here.fake.idle();
    expect(here.events).toMatchObject([
      { identity: { key: hidden, phone: null } },
      { messageType: 'REACTION', text: '👍', replyTo: 'wamid.1' },
      { messageType: 'LOCATION' },
    ]);
    expect((await send(here, { to: hidden })).kind).toBe('accepted');
    expect(here.fake.received('whatsapp', here.accountId, hidden)).toHaveLength(1);
  });
});

describe('the fake OpenPhone', () => {
  test('speaks both generations of webhooks, voicemail included', async () => {
    const here = await world('openphone', {
      receipts: () => [
        { status: 'delivered', afterMs: 0 },
        { status: 'failed', afterMs: 0 },
      ],
    });
    const recording = [{ bytes: Buffer.from('mp3'), mime: 'audio/mpeg', fileName: 'vm.mp3' }];
    for (const variant of ['legacy', 'current']) {
      here.fake.customerSays('openphone', {
        accountId: here.accountId,
        from: '+15550100001',
        text: variant,
        variant,
      });
      here.fake.customerSays('openphone', {
        accountId: here.accountId,
        from: '+15550100001',
        text: 'Call me back',
        files: recording,
        voicemail: true,
        variant,
      });
    }
    await send(here);
    await here.fake.idle();
    expect(here.refused).toEqual([]);
    const messages = here.events.filter((one) => one.type === 'message');
    expect(messages.map((one) => [one.messageType, one.text])).toEqual([
      ['TEXT', 'legacy'],
      ['AUDIO', ''],
      ['TEXT', 'current'],
      ['AUDIO', 'Call me back'],
    ]);
    const receipts = here.events.filter((one) => one.type === 'receipt');
    expect(receipts.map((one) => [one.status, one.echo?.text])).toEqual([
      ['delivered', 'Yes, until noon'],
      ['failed', 'Yes, until noon'],
    ]);
  });

  test('an account with only a legacy key gets legacy webhooks', async () => {
    const here = await world(
      'openphone',
      { receipts: () => [{ status: 'delivered', afterMs: 0 }] },
      { webhookSecret: undefined },
    );
    here.fake.customerSays('openphone', {
      accountId: here.accountId,
      from: '+15550100001',
      text: 'old',
    });
    await send(here);
    await here.fake.idle();
    expect([here.refused, here.events.map((one) => one.type).toSorted()]).toEqual([
      [],
      ['message', 'receipt'],
    ]);
  });

  test('tells afterwards what it took when the answer was lost', async () => {
    const here = await world('openphone');
    const since = Date.now() - 1_000;
    here.fake.faults.plan({ operation: 'send', fault: { kind: 'lost-answer' } });
    await send(here);
    const lookup = must(http(here.channel).lookup, 'lookup');
    const ran = await run(
      lookup.request(message('openphone'), since, here.creds, here.fake.baseUrl('openphone')),
    );
    const found = ran.ok ? lookup.read(ran.response) : null;
    expect(found).toMatchObject({
      ok: true,
      messages: [{ to: '+15550100001', text: 'Yes, until noon' }],
    });
  });
});

describe('the visitor of the fake web chat', () => {
  test('writes with a token of its own, and reads what its socket carried', async () => {
    const here = await world('webchat', { receipts: () => [{ status: 'delivered', afterMs: 0 }] });
    const from = CUSTOMER['webchat'] ?? '';
    here.fake.customerSays('webchat', {
      accountId: here.accountId,
      from,
      name: 'Ada',
      text: 'hi',
      files: [{ bytes: Buffer.from('x'), mime: 'image/png', fileName: 'a.png', fileId: 'file-1' }],
    });
    here.fake.receive('webchat', {
      externalId: `${from}/out-1`,
      accountId: here.accountId,
      to: from,
      text: 'Yes',
      media: null,
      replyTo: null,
      correlation: 'out-1',
    });
    await here.fake.idle();
    here.fake.customerReads('webchat', here.accountId, from);
    await here.fake.idle();
    expect(here.refused).toEqual([]);
    expect(here.events.find((one) => one.type === 'message')).toMatchObject({
      text: 'hi',
      media: [{ id: 'file-1' }],
      identity: { key: from, name: 'Ada' },
    });
    const receipts = here.events.filter((one) => one.type === 'receipt');
    expect(receipts.map((one) => [one.externalId, one.status])).toEqual([
      [`${from}/out-1`, 'delivered'],
      [`${from}/out-1`, 'read'],
    ]);
  });
});

describe('the journal of the phones', () => {
  test('survives a restart, files and a torn last line included', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fake-vendors-'));
    cleanUp.push(() => rm(folder, { recursive: true }));
    const first = await world('whatsapp', {
      folder,
      receipts: () => [{ status: 'delivered', afterMs: 0 }],
    });
    first.fake.customerSays('whatsapp', {
      accountId: first.accountId,
      from: '15550100001',
      files: [{ bytes: Buffer.from('photo'), mime: 'image/png', fileName: 'a.png' }],
    });
    await send(first);
    await first.fake.idle();
    const before = first.fake.thread('whatsapp', first.accountId, '15550100001');
    await appendFile(join(folder, 'journal.jsonl'), '{"t":"received","mess');
    const second = new FakeVendors({ protocols: fakes, folder });
    second.receive('whatsapp', {
      externalId: 'wamid.2',
      accountId: 'PNID1',
      to: '15550100002',
      text: 'after',
      media: null,
      replyTo: null,
      correlation: null,
    });
    expect(
      new FakeVendors({ protocols: fakes, folder })
        .received('whatsapp', 'PNID1')
        .map((one) => one.text),
    ).toEqual(['Yes, until noon', 'after']);
    expect(second.thread('whatsapp', 'PNID1', '15550100001')).toEqual(before);
    expect(second.customers('whatsapp', 'PNID1')).toEqual(['15550100001', '15550100002']);
    const said = before.find((one) => one.direction === 'said');
    expect(
      said?.direction === 'said' &&
        Buffer.from(second.file(said.media[0]?.sha256 ?? '') ?? '').toString(),
    ).toBe('photo');
  });

  test('tells whoever listens which phone changed', async () => {
    const here = await world('whatsapp');
    const changes: string[] = [];
    const stop = here.fake.subscribe((change) => changes.push(change.customer));
    here.fake.customerSays('whatsapp', {
      accountId: here.accountId,
      from: '15550100001',
      text: 'x',
    });
    stop();
    here.fake.customerSays('whatsapp', {
      accountId: here.accountId,
      from: '15550100002',
      text: 'x',
    });
    await here.fake.idle();
    expect(changes).toEqual(['15550100001']);
  });
});
