import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeVendors } from '@frontdesk/connector-kit/fake-vendor/fake-vendors';
import { must } from '@frontdesk/core/assert';
import { afterEach, describe, expect, test } from 'vitest';
import {
  bytesOf,
  cleanUp,
  CUSTOMER,
  endWorlds,
  http,
  message,
  run,
  send,
  world,
} from './fake-world.fixture.ts';
import { fakes } from './fakes.ts';

afterEach(endWorlds);

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
