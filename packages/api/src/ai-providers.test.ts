import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { newId } from '@frontdesk/core/ids';
import { rawPool } from '@frontdesk/db/client';
import { ANTHROPIC_KEY, Models, OPENAI_KEY } from '@frontdesk/usecases/testing/models';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call } from './testing/caller.ts';
import { type Tenant, addColleague, createTenant } from './testing/tenant.ts';

let world: ApiWorld;
let models: Models;
let tenant: Tenant;

beforeAll(async () => {
  [world, models] = await Promise.all([
    openApiWorld({ settings: { allowPrivateNetwork: true } }),
    Models.open(),
  ]);
});
afterAll(() => Promise.all([world.close(), models.close()]));
beforeEach(async () => {
  models.reset();
  tenant = await createTenant(world);
});

const api = (method: string, path: string, body?: unknown, token = tenant.token) =>
  call(world, method, `/api/v1${path}`, { token, ...(body === undefined ? {} : { body }) });
const add = async (form: object): Promise<string> => {
  const answer = await api('POST', '/ai/providers', form);
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.id;
};

type Event = { readonly event: string; readonly data: Record<string, unknown> };

const eventsIn = (text: string): Event[] =>
  text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => ({
      event: /^event: (.*)$/m.exec(block)?.[1] ?? '',
      data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null'),
    }));
const draft = (token = tenant.token) =>
  api('POST', `/conversations/${tenant.conversationId}/ai-draft`, undefined, token);
const kinds = (events: readonly Event[]): string[] =>
  events
    .map(({ event }) => event)
    .filter((kind, at, all) => kind !== 'text' || all[at - 1] !== kind);

describe('providers over REST', () => {
  it('are added, changed, put in order and deleted, and their keys are in no answer', async () => {
    const gpt = await add({ ...models.openai, name: 'Big', priority: 0 });
    const claude = await add(models.anthropic);
    const changed = await api('PATCH', `/ai/providers/${claude}`, {
      priority: 0,
      timeoutMs: 2_000,
    });
    expect(changed.body).toMatchObject({
      id: claude,
      priority: 0,
      timeoutMs: 2_000,
      hasKey: true,
      keyEnd: '6789',
    });
    const { body, text } = await api('GET', '/ai/providers');
    expect(body.data.map((one: { name: string }) => one.name)).toEqual(['Claude', 'Big', 'GPT']);
    expect((await api('DELETE', `/ai/providers/${gpt}`)).status).toBe(204);
    expect((await api('DELETE', `/ai/providers/${gpt}`)).status).toBe(404);
    for (const key of [OPENAI_KEY, ANTHROPIC_KEY])
      for (const told of [text, changed.text]) expect(told).not.toContain(key);
  });

  it('say by field what is wrong with a form, without saying what was in it', async () => {
    const answer = await api('POST', '/ai/providers', {
      ...models.openai,
      name: 'X',
      baseUrl: 'ftp://models.example',
      apiKey: 'sk with spaces in it',
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error.details.map((one: { field: string }) => one.field)).toEqual([
      'apiKey',
      'baseUrl',
    ]);
    expect(answer.text).not.toContain('sk with');
    const unpriced = { kind: 'openai', name: 'X', model: 'm', apiKey: 'sk-123' };
    expect((await api('POST', '/ai/providers', unpriced)).status).toBe(400);
  });

  it('are not changed over somebody else’s change', async () => {
    const id = await add(models.anthropic);
    const path = `/api/v1/ai/providers/${id}`;
    const { token } = tenant;
    const patch = () =>
      call(world, 'PATCH', path, {
        token,
        body: { enabled: false },
        headers: { 'if-match': '"1"' },
      });
    expect((await patch()).status).toBe(200);
    expect((await patch()).status).toBe(409);
  });

  it('leave no trace of a key in the logs, the audit log or the change log', async () => {
    models.gpt.script({ kind: 'refuse', as: 'bad-key' });
    const id = await add({ ...models.openai, name: 'Big' });
    await api('POST', '/ai/test', { providerId: id });
    await api('POST', '/ai/providers', { ...models.openai, name: 'Big' });
    await draft();
    const audit = await api('GET', '/audit-log');
    expect(audit.text).toContain('aiProvider.create');
    const tables = [
      'ai_calls',
      'ai_reservations',
      'audit_log',
      'outbox',
      'sync_change',
      'sync_result',
    ];
    const kept = await Promise.all(
      tables.map(async (table) => {
        const { rows } = await rawPool(world.deps.db).query(`select t::text from ${table} t`);
        return JSON.stringify(rows);
      }),
    );
    expect(kept.join('\n')).toContain('aiProvider.create');
    for (const told of [audit.text, world.logged.join('\n'), ...kept])
      expect(told).not.toContain(OPENAI_KEY);
  });
});

describe('a try', () => {
  it('says of a kept provider whether it answers, and in how long', async () => {
    const providerId = await add({ ...models.openai, name: 'Big' });
    const good = await api('POST', '/ai/test', { providerId });
    expect(good.body).toMatchObject({
      ok: true,
      problem: null,
      provider: 'Big',
      model: 'gpt-fake',
      reading: null,
    });
    models.gpt.script({ kind: 'refuse', as: 'no-credit' });
    const bad = await api('POST', '/ai/test', { providerId });
    expect(bad.body).toMatchObject({ ok: false, problem: expect.stringContaining('no credit') });
    const { body } = await api('GET', '/ai/providers');
    expect(body.data.at(-1)).toMatchObject({ lastError: expect.stringContaining('no credit') });
  });

  it('says the same of a form, which leaves a kept provider’s health alone', async () => {
    const { name: _, ...form } = models.anthropic;
    expect((await api('POST', '/ai/test', { provider: form })).body).toMatchObject({ ok: true });
    const providerId = await add(models.anthropic);
    const worse = { providerId, provider: { model: 'claude-imaginary' } };
    expect((await api('POST', '/ai/test', worse)).body).toMatchObject({
      ok: false,
      problem: expect.stringContaining('claude-imaginary'),
    });
    const { body } = await api('GET', '/ai/providers');
    expect(body.data.at(-1)).toMatchObject({ lastError: null });
  });

  it('takes no kept key to another address', async () => {
    const providerId = await add(models.anthropic);
    const answer = await api('POST', '/ai/test', {
      providerId,
      provider: { baseUrl: models.gpt.url },
    });
    expect(answer.body.error.details).toMatchObject([{ field: 'apiKey' }]);
    expect(models.gpt.requests).toEqual([]);
  });

  it('of a text says who read it, and our own reader does where nobody else', async () => {
    const { organizationId } = tenant;
    const id = newId();
    await world.deps.db.asWorker((tx) =>
      tx.intent.create({
        data: { id, organizationId, scopeId: organizationId, name: 'password_reset' },
      }),
    );
    const text = 'I forgot my password';
    expect((await api('POST', '/ai/test', { text })).body).toMatchObject({
      ok: true,
      provider: 'embedded',
      model: null,
    });
    await add(models.anthropic);
    expect((await api('POST', '/ai/test', { text })).body).toMatchObject({
      provider: 'Claude',
      model: 'claude-fake',
      reading: { intent: 'password_reset', unsure: false, language: 'en' },
    });
  });

  it('is of one thing', async () => {
    for (const body of [{}, { text: 'Hi', providerId: newId() }])
      expect((await api('POST', '/ai/test', body)).status).toBe(400);
    expect((await api('POST', '/ai/test', { providerId: newId() })).status).toBe(404);
  });
});

describe('what is spent', () => {
  it('is told for today and by provider and purpose, in dollars', async () => {
    await add(models.anthropic);
    await api('POST', '/ai/test', { text: 'I forgot my password' });
    await draft();
    await draft();
    const { body } = await api('GET', '/ai/spend');
    expect(body).toMatchObject({ dailyLimit: 5, reserved: 0, timezone: 'UTC', usageDays: 30 });
    const used = Object.fromEntries(
      body.usage.map((one: { purpose: string }) => [one.purpose, one]),
    );
    expect(used).toMatchObject({
      read: { provider: 'Claude', calls: 1, failed: 0, inputTokens: expect.any(Number) },
      draft: { provider: 'Claude', calls: 2, failed: 0, ms: expect.any(Number) },
    });
    expect(body.spentToday).toBeCloseTo(used.read.cost + used.draft.cost, 6);
    expect(body.spentToday).toBeGreaterThan(0);
  });

  it('has a limit that an admin sets, and beyond it nobody is asked', async () => {
    await add(models.anthropic);
    const put = await api('PUT', '/ai/spend', { dailyLimit: 0.000001 });
    expect(put.body).toMatchObject({ dailyLimit: 0.000001 });
    expect(kinds(eventsIn((await draft()).text))).toEqual(['none']);
    expect(models.claude.requests).toEqual([]);
    const { body } = await api('GET', '/ai/spend');
    expect(body.usage).toMatchObject([{ calls: 1, failed: 1, cost: 0, ms: null }]);
    expect((await api('PUT', '/ai/spend', { dailyLimit: -1 })).status).toBe(400);
  });
});

describe('a draft over REST', () => {
  it('comes as server-sent events that nothing on the way may gather', async () => {
    await add(models.anthropic);
    const answer = await draft();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(answer.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    const events = eventsIn(answer.text);
    expect(kinds(events)).toEqual(['start', 'text', 'end']);
    expect(events[0]?.data).toEqual({ provider: 'Claude' });
    expect(events[1]?.data).toEqual({ delta: expect.any(String) });
  });

  it('begins anew when a provider dies in the middle of it', async () => {
    await add({ ...models.openai, name: 'Big' });
    await add(models.anthropic);
    models.gpt.script({ kind: 'cut', afterPieces: 10 });
    const events = eventsIn((await draft()).text);
    expect(kinds(events)).toEqual(['start', 'text', 'restart', 'start', 'text', 'end']);
    expect(events.find(({ event }) => event === 'restart')?.data).toEqual({
      why: expect.stringContaining('Big'),
    });
  });

  it('says in words that there is none', async () => {
    const events = eventsIn((await draft()).text);
    expect(events).toEqual([
      { event: 'none', data: { why: expect.stringContaining('no AI provider is set up') } },
    ]);
  });

  it('is not for a conversation out of reach', async () => {
    const { token } = await addColleague(world, tenant.organizationId, 'AGENT');
    expect((await draft(token)).status).toBe(404);
  });

  it('is limited in number', async () => {
    const strict = await openApiWorld({ limits: { aiPerUser: 1 } });
    const { token, conversationId } = await createTenant(strict);
    const ask = () =>
      call(strict, 'POST', `/api/v1/conversations/${conversationId}/ai-draft`, { token });
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 429]);
    await strict.close();
  });

  it('ends at the provider when the browser leaves', async () => {
    await add(models.anthropic);
    models.claude.script({ kind: 'stall', afterPieces: 8 });
    const server = serve({ fetch: world.api.fetch, port: 0, overrideGlobalObjects: false });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const leaving = new AbortController();
    const answer = await fetch(
      `http://127.0.0.1:${port}/api/v1/conversations/${tenant.conversationId}/ai-draft`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${tenant.token}` },
        signal: leaving.signal,
      },
    );
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toContain('event: start');
    leaving.abort();
    expect(await models.claude.requests[0]?.left).toBe(true);
    await expect
      .poll(async () => (await api('GET', '/ai/spend')).body.usage)
      .toMatchObject([{ calls: 1, failed: 1 }]);
    server.close();
  });
});
