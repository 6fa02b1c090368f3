import { afterEach, describe, expect, test } from 'vitest';
import {
  CUSTOMER,
  endWorlds,
  fetchMedia,
  http,
  run,
  send,
  world,
  type Creds,
} from './fake-world.fixture.ts';
import { fakes } from './fakes.ts';
import { channels } from './registry.ts';

afterEach(endWorlds);

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
