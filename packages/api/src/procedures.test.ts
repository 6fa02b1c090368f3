import { newId } from '@frontdesk/core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { type SignedUp, call, signUp } from './testing/caller.ts';

let world: ApiWorld;
let owner: SignedUp;
let intentId: string;

beforeAll(async () => {
  world = await openApiWorld({ settings: { allowPrivateNetwork: false } });
  owner = await signUp(world);
  intentId = newId();
  const { organizationId } = owner;
  await world.deps.db.asWorker((tx) =>
    tx.intent.create({
      data: { id: intentId, organizationId, scopeId: organizationId, name: 'password_reset' },
    }),
  );
});
afterAll(() => world.close());

const api = (method: string, path: string, body?: object, headers = {}) =>
  call(world, method, path, {
    token: owner.token,
    headers,
    ...(body === undefined ? {} : { body }),
  });

const REPLY = { type: 'send_reply', text: 'Hi {{contact.name}}' };

describe('procedures over REST', () => {
  it('are created with what is said, and careful in what is not', async () => {
    const made = await api('POST', '/api/v1/sops', {
      title: 'Reset a password',
      intent: 'password_reset',
      actions: [REPLY],
    });
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: expect.any(String),
        title: 'Reset a password',
        description: '',
        intentId,
        intent: 'password_reset',
        keywords: [],
        steps: [],
        actions: [REPLY],
        priority: 0,
        enabled: true,
        autonomy: 'suggest',
        version: 1,
        minutesSaved: 5,
        runsEnded: 0,
        runsDone: 0,
        successRate: null,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        rev: 1,
      },
    ]);
    const read = await api('GET', `/api/v1/sops/${made.body.id}`);
    expect([read.body, read.headers.get('etag')]).toEqual([made.body, '"1"']);
  });

  it('are listed by intent and by whether they are enabled, a page at a time', async () => {
    for (const priority of [1, 2, 3])
      await api('POST', '/api/v1/sops', { title: `P${priority}`, priority, enabled: priority > 1 });
    const titles = async (query: string): Promise<string[]> =>
      (await api('GET', `/api/v1/sops?${query}`)).body.data.map(
        (one: { title: string }) => one.title,
      );
    expect(await titles('')).toEqual(['P3', 'P2', 'P1', 'Reset a password']);
    expect(await titles('category=password_reset')).toEqual(['Reset a password']);
    expect(await titles('category=nothing')).toEqual([]);
    expect(await titles('enabled=false')).toEqual(['P1']);
    expect(await titles('enabled=true')).toEqual(['P3', 'P2', 'Reset a password']);
    const first = (await api('GET', '/api/v1/sops?limit=3')).body;
    expect(first.data).toHaveLength(3);
    expect(await titles(`limit=3&cursor=${first.nextCursor}`)).toEqual(['Reset a password']);
    const second = (await api('GET', '/api/v1/sops?limit=3&page=2')).body;
    expect(second).toMatchObject({ page: 2, limit: 3, total: 4, nextCursor: null });
    expect(second.data).toHaveLength(1);
  });

  it('are changed only from where the caller saw them, and keep their versions', async () => {
    const { id } = (await api('POST', '/api/v1/sops', { title: 'One', steps: ['Ask.'] })).body;
    const path = `/api/v1/sops/${id}`;
    const changed = await api(
      'PATCH',
      path,
      { title: 'Two', intent: 'password_reset' },
      { 'if-match': '"1"' },
    );
    expect([changed.status, changed.body.title, changed.body.rev]).toEqual([200, 'Two', 2]);
    const stale = await api('PATCH', path, { title: 'Three' }, { 'if-match': '"1"' });
    expect([stale.status, stale.body.error.code]).toEqual([409, 'CONFLICT']);
    await api('PATCH', path, { intentId: null });
    const versions = await api('GET', `${path}/versions?limit=2`);
    expect(versions.body).toMatchObject({
      data: [
        { version: 3, title: 'Two', intent: null },
        { version: 2, title: 'Two', intent: 'password_reset', steps: ['Ask.'] },
      ],
      hasMore: true,
    });
    const rest = await api('GET', `${path}/versions?before=2`);
    expect(rest.body).toMatchObject({ data: [{ version: 1, title: 'One' }], hasMore: false });
  });

  it('that are deleted are gone', async () => {
    const { id } = (await api('POST', '/api/v1/sops', { title: 'Gone' })).body;
    expect((await api('DELETE', `/api/v1/sops/${id}`)).status).toBe(204);
    const again = [
      await api('GET', `/api/v1/sops/${id}`),
      await api('DELETE', `/api/v1/sops/${id}`),
      await api('GET', `/api/v1/sops/${id}/versions`),
    ];
    expect(again.map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  it('are made once for one Idempotency-Key', async () => {
    const post = () => api('POST', '/api/v1/sops', { title: 'Once' }, { 'idempotency-key': 'k1' });
    const [one, two] = [await post(), await post()];
    expect(two.body.id).toBe(one.body.id);
  });

  it('say what is wrong by its field', async () => {
    const wrong = await api('POST', '/api/v1/sops', {
      title: '',
      actions: [{ type: 'run_code', text: 'rm' }],
      autonomy: 'always',
      intentId,
      intent: 'password_reset',
    });
    expect(wrong.status).toBe(400);
    const fields = wrong.body.error.details.map((one: { field: string }) => one.field);
    expect(fields).toEqual(expect.arrayContaining(['title', 'actions.0.type', 'autonomy']));
    const dangling = await api('POST', '/api/v1/sops', {
      title: 'x',
      actions: [{ type: 'add_tag', tagId: newId() }],
    });
    expect([dangling.status, dangling.body.error.details]).toEqual([
      400,
      [{ field: 'actions.0', message: 'There is no such tag.' }],
    ]);
    const named = await api('POST', '/api/v1/sops', { title: 'x', intent: 'nobody' });
    expect([named.status, named.body.error.details[0].field]).toEqual([400, 'intent']);
  });
});

describe('procedures at seed 000’s path', () => {
  it('speak its words', async () => {
    const made = await api('POST', '/api/sops', {
      title: 'Seed',
      description: 'For the old system',
      intent_category: 'password_reset',
      keywords: ['reset'],
      steps: ['Check who it is.'],
      actions: [REPLY],
      priority: 50,
      estimated_time_saved: 8,
    });
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: expect.any(String),
        title: 'Seed',
        description: 'For the old system',
        intent_category: 'password_reset',
        keywords: ['reset'],
        steps: ['Check who it is.'],
        actions: [REPLY],
        enabled: true,
        priority: 50,
        autonomy: 'suggest',
        version: 1,
        estimated_time_saved: 8,
        success_rate: null,
        created_at: expect.any(String),
        updated_at: expect.any(String),
      },
    ]);
    const { id } = made.body;
    const changed = await api('PATCH', `/api/sops/${id}`, { estimated_time_saved: 9 });
    expect([changed.status, changed.body.estimated_time_saved]).toEqual([200, 9]);
    const listed = await api('GET', '/api/sops?category=password_reset&enabled=true&limit=1');
    expect(listed.body).toMatchObject({
      sops: [{ id, title: 'Seed' }],
      page: 1,
      limit: 1,
      total: 2,
    });
    const same = await api('GET', `/api/v1/sops/${id}`);
    expect(same.body).toMatchObject({ minutesSaved: 9, intent: 'password_reset' });
    expect((await api('DELETE', `/api/sops/${id}`)).status).toBe(204);
    expect((await api('PATCH', `/api/sops/${id}`, { title: 'x' })).status).toBe(404);
  });

  it('tell a category that is none by its own name', async () => {
    const { status, body } = await api('POST', '/api/sops', { title: 'x', intent_category: 'no' });
    expect([status, body.error.details[0].field]).toEqual([400, 'intent_category']);
  });
});

describe('outgoing webhooks', () => {
  const FORM = { name: 'Club', url: 'https://club.example/hooks?from=frontdesk' };

  it('show their secret once, and again only when a new one is made', async () => {
    const made = await api('POST', '/api/v1/ai/webhooks', FORM);
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: expect.any(String),
        ...FORM,
        lastCall: null,
        secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/),
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        rev: 1,
      },
    ]);
    const { id, secret } = made.body;
    const list = await api('GET', '/api/v1/ai/webhooks');
    expect(list.body.data).toMatchObject([{ id, ...FORM }]);
    expect(list.text).not.toContain('whsec_');
    const turned = await api('POST', `/api/v1/ai/webhooks/${id}/rotate-secret`);
    expect(turned.body.secret).toMatch(/^whsec_/);
    expect(turned.body.secret).not.toBe(secret);
    const stored = await world.deps.db.asWorker((tx) =>
      tx.outgoingWebhook.findUniqueOrThrow({ where: { id } }),
    );
    expect(Buffer.from(stored.secret).toString('latin1')).not.toContain('whsec_');
    const audit = await api('GET', '/api/v1/audit-log');
    expect(audit.text).not.toContain('whsec_');
    expect(audit.body.data.slice(0, 2).map((one: { action: string }) => one.action)).toEqual([
      'webhook.rotate',
      'webhook.create',
    ]);
  });

  it('are changed from the revision that was seen, and gone once deleted', async () => {
    const { id } = (await api('POST', '/api/v1/ai/webhooks', FORM)).body;
    const path = `/api/v1/ai/webhooks/${id}`;
    const changed = await api('PATCH', path, { name: 'New' }, { 'if-match': '"1"' });
    expect([changed.status, changed.body.name, changed.body.rev]).toEqual([200, 'New', 2]);
    expect((await api('PATCH', path, { name: 'x' }, { 'if-match': '"1"' })).status).toBe(409);
    expect((await api('DELETE', path)).status).toBe(204);
    expect((await api('DELETE', path)).status).toBe(404);
    expect((await api('PATCH', path, { name: 'x' })).status).toBe(404);
  });

  it.each([
    'http://club.example/hook',
    'https://127.0.0.1/hook',
    'https://[::1]/hook',
    'https://localhost/hook',
    'https://user:pw@club.example/hook',
    'ftp://club.example',
    'club.example',
    'https://club.example/hook#part',
  ])('are not at %s', async (url) => {
    const made = await api('POST', '/api/v1/ai/webhooks', { name: 'x', url });
    expect([made.status, made.body.error.details[0].field]).toEqual([400, 'url']);
    const { id } = (await api('POST', '/api/v1/ai/webhooks', FORM)).body;
    expect((await api('PATCH', `/api/v1/ai/webhooks/${id}`, { url })).status).toBe(400);
  });
});
