import { once } from 'node:events';
import { type IncomingMessage, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { newId } from '@frontdesk/core/ids';
import { createDb } from '@frontdesk/db/client';
import { getRequestListener } from '@hono/node-server';
import { WebhookInboxes } from '@frontdesk/usecases/inboxes/webhook-inboxes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from './app.ts';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call, signUp } from './testing/caller.ts';

let world: ApiWorld;
let token: string;

beforeAll(async () => {
  world = await openApiWorld();
  token = (await signUp(world)).token;
});
afterAll(() => world.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  call(world, 'POST', path, { token, body, headers });

const cursor = (at: string, id: string = newId()): string =>
  `cursor=${Buffer.from(`${at}|${id}`).toString('base64url')}`;

describe('a refusal', () => {
  it('has the one shape, with the path of each field', async () => {
    const answer = await post('/api/v1/contacts', { name: '', phone: '12', extra: { deep: 1 } });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: {
        code: 'VALIDATION_ERROR',
        message: 'The request is not valid.',
        details: [
          { field: 'name', message: expect.any(String) },
          { field: 'phone', message: 'a number like +14165550142' },
        ],
        requestId: answer.headers.get('x-request-id'),
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
    });
  });

  it('answers a body that is not JSON, and one that is not said to be', async () => {
    const broken = await post('/api/v1/contacts', '{"name":', {
      'content-type': 'application/json',
    });
    expect([broken.status, broken.body.error.code]).toEqual([400, 'VALIDATION_ERROR']);
    const plain = await post('/api/v1/contacts', '{"name":"x"}', { 'content-type': 'text/plain' });
    expect([plain.status, plain.body.error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('answers a missing body', async () => {
    const answer = await call(world, 'POST', '/api/v1/contacts', { token });
    expect([400, 415]).toContain(answer.status);
    expect(answer.body.error.requestId).toMatch(/^req_/);
  });

  it.each([
    ['GET', '/api/v1/nothing'],
    ['GET', '/api'],
    ['PUT', '/api/v1/contacts'],
    ['GET', '/api/v2/contacts'],
  ])('answers %s %s, which is no route', async (method, path) => {
    for (const as of [{}, { token }]) {
      const answer = await call(world, method, path, as);
      expect(answer.status).toBe(404);
      expect(answer.body.error.code).toBe('NOT_FOUND');
    }
  });

  it.each([
    ['a cursor of a day that is none', cursor('2026-02-31 00:00:00+00')],
    ['a cursor of an hour that is none', cursor('2026-01-01 99:00:00+00')],
    ['a cursor of an id that is none', cursor('2026-01-01 00:00:00+00', '-'.repeat(36))],
    ['a cursor that we did not make', 'cursor=%00'],
    ['a number with a NUL', 'phone=%00'],
    ['an address with a NUL', 'email=a%00b'],
  ])('is not what %s gets: the list begins', async (_what, query) => {
    for (const list of ['contacts', 'conversations']) {
      const answer = await call(world, 'GET', `/api/v1/${list}?${query}`, { token });
      expect([list, answer.status]).toEqual([list, 200]);
    }
  });

  it('answers a time zone and a page of the replica that are none', async () => {
    const contact = await post('/api/v1/contacts', { name: 'Ben', timezone: 'Europe/\0' });
    expect([contact.status, contact.body.error.details[0].field]).toEqual([400, 'timezone']);
    const page = `replicaId=${newId()}&page=heads~~999999999999999`;
    const answer = await call(world, 'GET', `/api/v1/sync/bootstrap?${page}`, { token });
    expect(answer.status).toBe(400);
  });

  it('answers an id that is none', async () => {
    const answer = await call(world, 'GET', "/api/v1/contacts/1'%20or%201=1", { token });
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toMatchObject([{ field: 'id' }]);
  });

  it('answers a row that is not there', async () => {
    const answer = await call(world, 'GET', `/api/v1/contacts/${crypto.randomUUID()}`, { token });
    expect(answer.status).toBe(404);
  });

  it('answers a list that is asked for in a way that it does not know', async () => {
    for (const query of ['limit=0', 'limit=1000', 'limit=x', 'page=0', 'status=MAYBE']) {
      const answer = await call(world, 'GET', `/api/v1/conversations?${query}`, { token });
      expect(answer.status).toBe(400);
    }
  });

  it('says nothing of what went wrong inside', async () => {
    const failing = createApi({
      ...world.deps,
      db: { ...world.deps.db, withOrg: () => Promise.reject(new Error('secret detail')) },
    });
    const answer = await call({ api: failing }, 'GET', '/api/v1/tags', { token });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('secret detail');
    expect(world.logged.some((line) => line.includes('secret detail'))).toBe(true);
  });
});

describe('text of every kind', () => {
  it.each([
    ['NUL and lone surrogates', 'a\0b\uD800c', 'a\uFFFDb\uFFFDc'],
    ['right to left and emoji', 'مرحبا 👩‍👩‍👧‍👦 שלום', 'مرحبا 👩‍👩‍👧‍👦 שלום'],
    ['mark-up', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ])('with %s is kept but for what cannot be stored', async (_, name, stored) => {
    const answer = await post('/api/v1/contacts', { name });
    expect(answer.status).toBe(201);
    expect(answer.body.name).toBe(stored);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('a body that is too long', () => {
  let url: string;
  let close: () => void;

  beforeAll(async () => {
    const server = createServer(
      getRequestListener(world.api.fetch, { overrideGlobalObjects: false }),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    close = () => {
      server.close();
      server.closeAllConnections();
    };
  });
  afterAll(() => close());

  /** Sends until somebody answers, and says how much was sent until then. */
  const send = (
    path: string,
    headers: Record<string, string | number>,
  ): Promise<{ status: number; sent: number }> =>
    new Promise((resolve, reject) => {
      let sent = 0;
      const sending = httpRequest(`${url}${path}`, { method: 'POST', headers });
      sending.on('response', (answer) => {
        resolve({ status: answer.statusCode ?? 0, sent });
        sending.destroy();
      });
      sending.on('error', reject);
      const chunk = Buffer.alloc(65_536, 0x20);
      const more = (): void => {
        if (sending.destroyed || sent > 50_000_000) return;
        sent += chunk.length;
        sending.write(chunk, () => setImmediate(more));
      };
      more();
    });

  it.each(['/api/v1/auth/login', '/api/v1/webhooks/whatsapp', '/api/openphone/inbound'])(
    'is refused at %s by its announced length alone',
    async (path) => {
      const { status, sent } = await send(path, {
        'content-type': 'application/json',
        'content-length': 60_000_000,
      });
      expect(status).toBe(413);
      expect(sent).toBeLessThan(20_000_000);
    },
  );

  it.each([
    ['in one piece', {}],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('that is not is taken %s', async (_what, how) => {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      ...how,
    };
    const name = `Taken ${Object.keys(how).length}`;
    const sending = httpRequest(`${url}/api/v1/tags`, { method: 'POST', headers, agent: false });
    sending.end(JSON.stringify({ name, color: '#112233' }));
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    expect([answer.statusCode, JSON.parse(await text(answer)).name]).toEqual([201, name]);
  });

  it.each(['DELETE', 'OPTIONS', 'POST'])('is not there with a bare %s', async (method) => {
    const sending = httpRequest(`${url}/api/v1/tags/${newId()}`, { method, agent: false }).end();
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    answer.resume();
    expect([401, 404]).toContain(answer.statusCode);
  });

  it('is refused without an announced length as soon as it is too long', async () => {
    const { status, sent } = await send('/api/v1/webhooks/whatsapp', {
      'content-type': 'application/json',
      'transfer-encoding': 'chunked',
    });
    expect(status).toBe(413);
    expect(sent).toBeLessThan(20_000_000);
  });
});

describe('with the database away', () => {
  it('everything answers that it will be back, and health says what is wrong', async () => {
    const db = createDb({ url: 'postgres://nobody@127.0.0.1:1/nothing' });
    const deps = { ...world.deps, db };
    const api = createApi({ ...deps, webhookInboxes: new WebhookInboxes(deps) });
    try {
      const requests = [
        call({ api }, 'POST', '/api/v1/webhooks/whatsapp', { body: { object: 'x', entry: [] } }),
        call({ api }, 'POST', '/api/openphone/inbound', { body: { id: 'EV1' } }),
        call({ api }, 'GET', '/api/v1/conversations', { token }),
        call({ api }, 'POST', '/api/v1/auth/login', {
          body: { email: 'a@b.example', password: 'x' },
        }),
      ];
      for (const answer of await Promise.all(requests)) {
        expect(answer.status).toBe(503);
        expect(answer.body.error.code).toBe('SERVICE_UNAVAILABLE');
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      const health = await call({ api }, 'GET', '/health');
      expect(health.status).toBe(503);
      expect(health.body).toMatchObject({ status: 'down', database: { status: 'down' } });
    } finally {
      await db.close();
    }
    expect((await call(world, 'GET', '/health')).body).toMatchObject({
      status: 'ok',
      database: { status: 'ok' },
      external: { status: 'ok' },
      version: '0.0.0-test',
    });
  });
});
