import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call } from './testing/caller.ts';
import { APP_SECRET, type Tenant, createTenant } from './testing/tenant.ts';

let world: ApiWorld;
let one: Tenant;
let other: Tenant;

beforeAll(async () => {
  world = await openApiWorld();
  [one, other] = [await createTenant(world), await createTenant(world)];
});
afterAll(() => world.close());

let counter = 0;

/** A batch with one message for each account. */
function batch(...accounts: string[]): string {
  const entry = accounts.map((phone_number_id) => ({
    id: 'WABA',
    changes: [
      {
        field: 'messages',
        value: {
          metadata: { phone_number_id },
          contacts: [{ profile: { name: 'Ada' }, wa_id: '15550100001' }],
          messages: [
            {
              from: '15550100001',
              id: `wamid.${(counter += 1)}`,
              timestamp: '1763600000',
              type: 'text',
              text: { body: 'Hi' },
            },
          ],
        },
      },
    ],
  }));
  return JSON.stringify({ object: 'whatsapp_business_account', entry });
}

const sign = (body: string | Uint8Array, secret = APP_SECRET) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

const deliver = (path: string, body: string | Uint8Array, signature?: string) =>
  call(world, 'POST', path, {
    body,
    headers: {
      'content-type': 'application/json',
      ...(signature === undefined ? {} : { 'x-hub-signature-256': signature }),
    },
  });

const stored = (inboxId: string) =>
  world.deps.db.asWorker((tx) =>
    tx.inboundDelivery.findMany({ where: { inboxId }, orderBy: { seq: 'asc' } }),
  );

const SHARED = '/api/v1/webhooks/whatsapp';

describe('a signed webhook', () => {
  it('is stored byte for byte for the inbox of its account, with a job to read it', async () => {
    const body = batch(one.phoneNumberId).replace('Hi', 'H\\u00e9 \u{1F600}');
    const before = await stored(one.inboxId);
    const answer = await deliver(SHARED, body, sign(body));
    expect(answer.status).toBe(200);
    const rows = (await stored(one.inboxId)).slice(before.length);
    expect(rows).toHaveLength(1);
    expect(Buffer.from(rows[0]!.body).toString()).toBe(body);
    const jobs = await world.deps.db.asWorker((tx) =>
      tx.outbox.findMany({ where: { lane: one.inboxId } }),
    );
    expect(jobs).toMatchObject([{ job: 'ingest-inbox' }]);
  });

  it('is taken once however often it is delivered', async () => {
    const body = batch(one.phoneNumberId);
    const before = (await stored(one.inboxId)).length;
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => deliver(SHARED, body, sign(body))),
    );
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    expect(await stored(one.inboxId)).toHaveLength(before + 1);
  });

  it('that names several inboxes goes to each that its secret proves', async () => {
    const stranger = '999';
    const body = batch(one.phoneNumberId, other.phoneNumberId, stranger);
    const before = [(await stored(one.inboxId)).length, (await stored(other.inboxId)).length];
    expect((await deliver(SHARED, body, sign(body))).status).toBe(200);
    expect(await stored(one.inboxId)).toHaveLength(before[0]! + 1);
    expect(await stored(other.inboxId)).toHaveLength(before[1]! + 1);
  });

  it('that names no account of ours is not found', async () => {
    const body = batch('999', '998');
    expect((await deliver(SHARED, body, sign(body))).status).toBe(404);
  });

  it('that is not JSON is taken all the same, so that the vendor stops', async () => {
    for (const body of ['not json', '[]', '{"object":"whatsapp_business_account"}', '']) {
      const path = `${SHARED}/${one.inboxId}`;
      expect((await deliver(path, body, sign(body))).status).toBe(200);
    }
    expect((await deliver(SHARED, 'not json either', sign('not json either'))).status).toBe(200);
  });

  it('comes in at the inbox’s own path too, for that inbox alone', async () => {
    const body = batch(one.phoneNumberId);
    expect((await deliver(`${SHARED}/${one.inboxId}`, body, sign(body))).status).toBe(200);
    expect((await deliver(`${SHARED}/${crypto.randomUUID()}`, body, sign(body))).status).toBe(404);
    expect((await deliver(`${SHARED}/nonsense`, body, sign(body))).status).toBe(404);
    expect(
      (await deliver(`/api/v1/webhooks/openphone/${one.inboxId}`, body, sign(body))).status,
    ).toBe(404);
  });
});

describe('a webhook that proves nothing', () => {
  it.each([
    ['no signature', () => undefined],
    ['another secret’s', (body: string) => sign(body, 'wrong')],
    ['another body’s', () => sign('{}')],
    ['a shape that is none', () => 'sha256='],
  ])('is refused with %s', async (_, signature) => {
    const body = batch(one.phoneNumberId);
    const before = (await stored(one.inboxId)).length;
    const answer = await deliver(SHARED, body, signature(body));
    expect(answer.status).toBe(401);
    expect(answer.body.error.code).toBe('AUTHENTICATION_ERROR');
    expect(await stored(one.inboxId)).toHaveLength(before);
  });

  it('leaves a line in the audit log without its body, one a minute however many come', async () => {
    world.advance(61_000);
    const body = batch(one.phoneNumberId).replace('Hi', 'very secret words');
    for (let n = 0; n < 10; n += 1) await deliver(SHARED, body, 'sha256=00');
    world.advance(61_000);
    await deliver(SHARED, body, 'sha256=00');
    const rows = await world.deps.db.asWorker((tx) =>
      tx.auditEntry.findMany({
        where: { organizationId: one.organizationId, action: 'webhook.refused' },
        orderBy: [{ at: 'desc' }, { id: 'desc' }],
        take: 2,
      }),
    );
    expect(rows[0]).toMatchObject({
      resourceId: one.inboxId,
      data: { reason: 'bad-signature', refused: 10 },
    });
    expect(JSON.stringify(rows)).not.toContain('very secret words');
    expect(world.logged.join()).not.toContain('very secret words');
  });
});

describe('the handshake', () => {
  const ask = (path: string, token: string) =>
    call(
      world,
      'GET',
      `${path}?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`,
    );

  it('answers the challenge to any inbox’s verify token on the shared path', async () => {
    const { token } = one;
    const made = await call(world, 'POST', '/api/v1/inboxes', {
      token,
      body: {
        channel: 'whatsapp',
        name: 'Second',
        credentials: {
          phoneNumberId: '77001',
          accessToken: 't',
          appSecret: 's',
          verifyToken: 'known-token',
        },
        baseUrl: 'http://127.0.0.1:9',
      },
    });
    expect(made.body.webhookUrl).toBe(`http://localhost:3000${SHARED}/${made.body.id}`);
    for (const path of [SHARED, `${SHARED}/${made.body.id}`]) {
      const answer = await ask(path, 'known-token');
      expect([answer.status, answer.text]).toEqual([200, '1158201444']);
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
      expect((await ask(path, 'unknown')).status).toBe(403);
    }
    expect((await ask(`${SHARED}/${one.inboxId}`, 'known-token')).status).toBe(403);
  });
});

describe('OpenPhone’s webhooks', () => {
  const key = 'cXVvLWxlZ2FjeS1zaWduaW5nLWtleS0wMTIzNDU2Nzg5';

  it('come in at the seed’s own path, by their account, in time', async () => {
    const made = await call(world, 'POST', '/api/v1/inboxes', {
      token: one.token,
      body: {
        channel: 'openphone',
        name: 'SMS',
        credentials: { apiKey: 'k', phoneNumberId: 'PN1', signingKey: key },
        baseUrl: 'http://127.0.0.1:9',
      },
    });
    expect(made.status).toBe(201);
    const body = JSON.stringify({
      id: 'EV1',
      object: 'event',
      apiVersion: 'v4',
      createdAt: '2026-01-05T10:00:01Z',
      type: 'message.received',
      data: {
        object: {
          id: 'AC1',
          object: 'message',
          from: '+15550100001',
          to: '+15550100002',
          direction: 'incoming',
          text: 'Hi',
          status: 'received',
          createdAt: '2026-01-05T10:00:00Z',
          userId: 'US1',
          phoneNumberId: 'PN1',
        },
      },
    });
    const signed = (at: number) => {
      const mac = createHmac('sha256', Buffer.from(key, 'base64'))
        .update(`${at}.${body}`)
        .digest('base64');
      return { 'content-type': 'application/json', 'openphone-signature': `hmac;1;${at};${mac}` };
    };
    const now = world.deps.now().getTime();
    for (const path of ['/api/openphone/inbound', '/api/v1/webhooks/openphone']) {
      expect((await call(world, 'POST', path, { body, headers: signed(now) })).status).toBe(200);
      expect(
        (await call(world, 'POST', path, { body, headers: signed(now - 6 * 60_000) })).status,
      ).toBe(401);
    }
    expect(await stored(made.body.id)).toHaveLength(1);
  });
});

describe('an inbox', () => {
  it('never gives its credentials back', async () => {
    const paths = ['/inboxes', `/inboxes/${one.inboxId}`, '/audit-log'];
    for (const path of paths) {
      const answer = await call(world, 'GET', `/api/v1${path}`, { token: one.token });
      expect(answer.text).not.toContain(APP_SECRET);
    }
  });

  it('shows how it stands with its vendor', async () => {
    const answer = await call(world, 'GET', `/api/v1/inboxes/${one.inboxId}`, { token: one.token });
    expect(answer.body).toMatchObject({
      health: 'unknown',
      channel: 'whatsapp',
      name: 'Club line',
    });
  });

  it.each([
    [{ channel: 'fax', name: 'x', credentials: {} }, 400],
    [{ channel: 'whatsapp', name: 'x', credentials: { phoneNumberId: '1' } }, 400],
    [{ channel: 'whatsapp', name: '', credentials: {} }, 400],
  ])('is refused for %j', async (body, status) => {
    const answer = await call(world, 'POST', '/api/v1/inboxes', { token: one.token, body });
    expect(answer.status).toBe(status);
  });
});
