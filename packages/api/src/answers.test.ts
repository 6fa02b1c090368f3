import type { IncomingMessage } from 'node:http';
import { newId } from '@frontdesk/core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answered } from './api-deps.ts';
import { createApi } from './app.ts';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call, signUp } from './testing/caller.ts';
import { type Tenant, createTenant, insertConversation } from './testing/tenant.ts';

let world: ApiWorld;
let tenant: Tenant;

beforeAll(async () => {
  world = await openApiWorld();
  tenant = await createTenant(world);
});
afterAll(() => world.close());

const api = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  call(world, method, `/api/v1${path}`, {
    token: tenant.token,
    headers,
    ...(body === undefined ? {} : { body }),
  });

describe('every answer', () => {
  it('carries headers that leave a browser nothing to do with it', async () => {
    for (const answer of [
      await api('GET', '/tags'),
      await api('GET', '/nothing'),
      await call(world, 'GET', '/health'),
    ]) {
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'cross-origin-resource-policy': 'same-origin',
        'x-request-id': expect.stringMatching(/^req_[\da-f]{32}$/),
      });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('x-powered-by')).toBeNull();
    }
  });

  it('tells browsers to stay on TLS where the product is public', async () => {
    const settings = { ...world.deps.settings, publicUrl: 'https://desk.example' };
    const away = createApi({ ...world.deps, settings });
    const answer = await call({ api: away }, 'GET', '/health');
    expect(answer.headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
  });

  it('is reported by the pattern of its route, with nothing that anybody typed', async () => {
    const answered: Answered[] = [];
    const watched = createApi({ ...world.deps, onAnswer: (one) => void answered.push(one) });
    await call({ api: watched }, 'GET', `/api/v1/contacts/${tenant.contactId}?q=private`, {
      token: tenant.token,
    });
    await call({ api: watched }, 'GET', '/api/v1/nothing/private');
    expect(answered).toMatchObject([
      {
        method: 'GET',
        route: '/api/v1/contacts/:id',
        status: 200,
        userId: tenant.userId,
        organizationId: tenant.organizationId,
      },
      { method: 'GET', status: 404, userId: undefined },
    ]);
    expect(JSON.stringify(answered)).not.toContain('private');
    expect(JSON.stringify(answered)).not.toContain(tenant.contactId);
  });
});

describe('rate limits', () => {
  it('count by user, and by key apart from its maker', async () => {
    const limited = await openApiWorld({ limits: { perUser: 5 } });
    try {
      const owner = await signUp(limited);
      const other = await signUp(limited);
      const get = (token: string) => call(limited, 'GET', '/api/v1/tags', { token });
      const key = await call(limited, 'POST', '/api/v1/api-keys', {
        token: owner.token,
        body: { name: 'k', scopes: ['conversation.read'] },
      });
      const answers = await Promise.all(Array.from({ length: 10 }, () => get(owner.token)));
      expect(answers.filter((answer) => answer.status === 200)).toHaveLength(4);
      const refused = answers.find((answer) => answer.status === 429)!;
      expect(refused.body.error.code).toBe('RATE_LIMIT_EXCEEDED');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(refused.headers.get('ratelimit-limit')).toBe('5');
      expect((await get(other.token)).status).toBe(200);
      expect((await get(key.body.key)).status).toBe(200);
    } finally {
      await limited.close();
    }
  });

  it('count by address where nobody is signed in', async () => {
    const limited = await openApiWorld({ limits: { perAddress: 5 } });
    try {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => call(limited, 'GET', '/api/v1/tags', { token: 'guess' })),
      );
      expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
      expect(answers.filter((answer) => answer.status === 429)).toHaveLength(5);
    } finally {
      await limited.close();
    }
  });
});

describe('what anybody may do and what costs us much', () => {
  it('counts by address, and an IPv6 address by its network', async () => {
    const limited = await openApiWorld({
      limits: { costlyPerAddress: 1 },
      settings: { publicUrl: 'https://desk.example' },
    });
    const proxied = { incoming: { socket: { remoteAddress: '10.0.0.2' } } as IncomingMessage };
    const register = async (from: string, email: string): Promise<number> => {
      const form = { email, password: 'correct horse', name: 'Ada', organizationName: 'Club' };
      const headers = { 'content-type': 'application/json', 'x-forwarded-for': `6.6.6.6, ${from}` };
      const init = { method: 'POST', headers, body: JSON.stringify(form) };
      return (await limited.api.request('/api/v1/auth/register', init, proxied)).status;
    };
    try {
      expect(await register('2001:db8:0:1::1', 'one@club.example')).toBe(201);
      expect(await register('2001:db8:0:1::2', 'two@club.example')).toBe(429);
      expect(await register('2001:db8:0:2::1', 'two@club.example')).toBe(201);
      expect(await register('203.0.113.7', 'three@club.example')).toBe(201);
      expect(await register('203.0.113.7', 'four@club.example')).toBe(429);
    } finally {
      await limited.close();
    }
  });
});

describe('an Idempotency-Key', () => {
  it('makes a message once, however often and at once it is sent', async () => {
    const { conversationId } = await insertConversation(world, tenant);
    const path = `/conversations/${conversationId}/messages`;
    const send = () =>
      api('POST', path, { text: 'Yes, bay 3 is free.' }, { 'idempotency-key': 'abc-1' });
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    const { body } = await api('GET', path);
    expect(
      body.data.filter((one: { direction: string }) => one.direction === 'OUTBOUND'),
    ).toHaveLength(1);
  });

  it('makes a note, a contact and a tag once', async () => {
    const { conversationId } = await insertConversation(world, tenant);
    for (const [path, body] of [
      [`/conversations/${conversationId}/notes`, { text: 'Call back' }],
      ['/contacts', { name: 'Once' }],
      ['/tags', { name: 'Once' }],
    ] as const) {
      const [first, second] = [
        await api('POST', path, body, { 'idempotency-key': 'k' }),
        await api('POST', path, body, { 'idempotency-key': 'k' }),
      ];
      expect(first.status).toBe(201);
      expect(second.body.id).toBe(first.body.id);
    }
  });

  it('is its caller’s alone', async () => {
    const key = { 'idempotency-key': 'shared' };
    const mine = await api('POST', '/contacts', { name: 'Mine' }, key);
    const colleague = await call(world, 'POST', '/api/v1/api-keys', {
      token: tenant.token,
      body: { name: 'k', scopes: ['contact.write', 'contact.read'] },
    });
    const other = await createTenant(world);
    const theirs = await call(world, 'POST', '/api/v1/contacts', {
      token: other.token,
      body: { name: 'Theirs' },
      headers: key,
    });
    expect(theirs.body.name).toBe('Theirs');
    expect(theirs.body.id).not.toBe(mine.body.id);
    expect(colleague.status).toBe(201);
  });

  it('does not keep a refusal', async () => {
    const key = { 'idempotency-key': 'later' };
    const body = { name: 'VIP' };
    expect((await api('POST', '/tags', body, key)).status).toBe(409);
    await api('DELETE', `/tags/${tenant.tagId}`);
    expect((await api('POST', '/tags', body, key)).status).toBe(201);
  });
});

describe('If-Match', () => {
  it('changes a row only as it was read', async () => {
    const made = await api('POST', '/contacts', { name: 'Ada' });
    const path = `/contacts/${made.body.id}`;
    const read = await api('GET', path);
    const rev = read.headers.get('etag')!;
    expect(rev).toBe(`"${read.body.rev}"`);
    expect((await api('PATCH', path, { name: 'Ada L.' }, { 'if-match': rev })).status).toBe(200);
    const stale = await api('PATCH', path, { name: 'Eve' }, { 'if-match': rev });
    expect(stale.status).toBe(409);
    expect(stale.body.error.code).toBe('CONFLICT');
    expect((await api('GET', path)).body.name).toBe('Ada L.');
    expect((await api('PATCH', path, { name: 'x' }, { 'if-match': 'yesterday' })).status).toBe(400);
  });

  it.each([
    ['tags', { name: 'Stale' }, { name: 'New' }],
    ['canned-replies', { shortcut: 'stale', title: 'T', body: 'B' }, { title: 'New' }],
    ['teams', { name: 'Stale' }, { name: 'New' }],
  ])('holds for %s', async (path, form, patch) => {
    const made = await api('POST', `/${path}`, form);
    const one = `/${path}/${made.body.id}`;
    expect((await api('PATCH', one, patch, { 'if-match': '999' })).status).toBe(409);
    expect((await api('PATCH', one, patch, { 'if-match': `"${made.body.rev}"` })).status).toBe(200);
  });

  it('holds for conversations and organizations', async () => {
    for (const [path, patch] of [
      [`/conversations/${tenant.conversationId}`, { priority: 'HIGH' }],
      [`/organizations/${tenant.organizationId}`, { name: 'Renamed' }],
    ] as const) {
      const { rev } = (await api('GET', path)).body;
      expect((await api('PATCH', path, patch, { 'if-match': String(rev + 1) })).status).toBe(409);
      expect((await api('PATCH', path, patch, { 'if-match': String(rev) })).status).toBe(200);
    }
  });
});

describe('a list', () => {
  it('is read to its end by cursor, each row once, though rows share their time', async () => {
    const owner = await createTenant(world);
    const lastMessageAt = new Date();
    const ids: string[] = [];
    for (let n = 0; n < 7; n += 1)
      ids.push((await insertConversation(world, owner)).conversationId);
    await world.deps.db.asWorker((tx) =>
      tx.conversation.updateMany({ where: { id: { in: ids } }, data: { lastMessageAt } }),
    );
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await call(world, 'GET', `/api/v1/conversations?limit=3${query}`, {
        token: owner.token,
      });
      seen.push(...page.body.data.map((one: { id: string }) => one.id));
      cursor = page.body.nextCursor;
    }
    expect(seen.toSorted()).toEqual([...ids, owner.conversationId].toSorted());
    const second = await call(world, 'GET', '/api/v1/conversations?page=2&limit=3', {
      token: owner.token,
    });
    expect(second.body).toMatchObject({ page: 2, limit: 3, total: 8 });
    expect(second.body.data.map((one: { id: string }) => one.id)).toEqual(seen.slice(3, 6));
  });

  it('of conversations is filtered by status, assignee and tag', async () => {
    const owner = await createTenant(world);
    const get = async (query: string): Promise<string[]> => {
      const answer = await call(world, 'GET', `/api/v1/conversations?${query}`, {
        token: owner.token,
      });
      return answer.body.data.map((one: { id: string }) => one.id);
    };
    const { conversationId: resolved } = await insertConversation(world, owner);
    const patch = (id: string, body: object) =>
      call(world, 'PATCH', `/api/v1/conversations/${id}`, { token: owner.token, body });
    await patch(resolved, { status: 'RESOLVED' });
    await patch(owner.conversationId, { assigneeId: owner.userId });
    expect(await get('status=OPEN')).toEqual([owner.conversationId]);
    expect(await get('status=resolved,closed')).toEqual([resolved]);
    expect(await get('assignedTo=me')).toEqual([owner.conversationId]);
    expect(await get('assignedTo=none&page=1')).toEqual([resolved]);
    await call(world, 'POST', `/api/v1/conversations/${resolved}/tags`, {
      token: owner.token,
      body: { tagId: owner.tagId },
    });
    expect(await get(`tagId=${owner.tagId}`)).toEqual([resolved]);
    expect(await get(`inboxId=${newId()}`)).toEqual([]);
  });
});

describe('threads, as seed 000 names them', () => {
  it('are conversations at both paths, in the seed’s words', async () => {
    const owner = await createTenant(world);
    const get = (path: string) => call(world, 'GET', path, { token: owner.token });
    const patch = (body: object) =>
      call(world, 'PATCH', `/api/threads/${owner.conversationId}`, { token: owner.token, body });
    for (const path of ['/api/threads', '/api/v1/threads']) {
      expect((await get(`${path}?status=open`)).body).toMatchObject({
        threads: [
          {
            id: owner.conversationId,
            customerName: 'Ben Customer',
            status: 'open',
            assignedTo: null,
          },
        ],
        page: 1,
        total: 1,
      });
    }
    expect((await patch({ status: 'escalated', assignedTo: owner.userId })).body).toMatchObject({
      status: 'escalated',
      assignedTo: owner.userId,
    });
    expect((await get('/api/threads?status=escalated')).body.total).toBe(1);
    expect((await patch({ status: 'open' })).body.status).toBe('open');
    const added = await call(world, 'POST', `/api/threads/${owner.conversationId}/messages`, {
      token: owner.token,
      body: { content: 'Hello from the old dashboard' },
    });
    expect(added.body).toMatchObject({ role: 'operator', content: 'Hello from the old dashboard' });
    const whole = await get(`/api/threads/${owner.conversationId}`);
    expect(whole.body.messages).toMatchObject([{ role: 'customer' }, { role: 'operator' }]);
    expect((await patch({ status: 'closed' })).body.status).toBe('closed');
  });
});

describe('the documentation', () => {
  it('is a page whose parts all come from here, without a script of its own', async () => {
    const page = await call(world, 'GET', '/api/v1/docs');
    expect(page.headers.get('content-type')).toMatch(/text\/html/);
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(page.text).not.toMatch(/<script>|https?:\/\//);
    const parts = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(parts).toHaveLength(4);
    for (const part of parts) {
      const answer = await call(world, 'GET', `/api/v1/${part}`);
      expect(answer.status).toBe(200);
      expect(answer.text.length).toBeGreaterThan(20);
    }
    expect((await call(world, 'GET', '/api/v1/docs/package.json')).status).toBe(404);
  });
});
