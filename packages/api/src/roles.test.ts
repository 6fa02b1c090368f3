import { ROLES, type Role } from '@frontdesk/core/roles';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call } from './testing/caller.ts';
import {
  type Colleague,
  type Tenant,
  addColleague,
  createTenant,
  insertConversation,
} from './testing/tenant.ts';

let world: ApiWorld;
let tenant: Tenant;
const colleagues = {} as Record<Role, Colleague>;

beforeAll(async () => {
  world = await openApiWorld();
  tenant = await createTenant(world);
  for (const role of ROLES) {
    colleagues[role] = await addColleague(world, tenant.organizationId, role, [tenant.inboxId]);
  }
});
afterAll(() => world.close());

type Case = { what: string; least: Role; run: (token: string) => Promise<{ status: number }> };

let unique = 0;
const fresh = () => `x${(unique += 1)}`;
const api = (method: string, path: string, body?: object) => (token: string) =>
  call(world, method, `/api/v1${path}`, { token, ...(body === undefined ? {} : { body }) });

const cases: Case[] = [
  { what: 'read conversations', least: 'VIEWER', run: api('GET', '/conversations') },
  { what: 'read contacts', least: 'VIEWER', run: api('GET', '/contacts') },
  { what: 'read channels', least: 'VIEWER', run: api('GET', '/channels') },
  {
    what: 'reply',
    least: 'AGENT',
    run: (token) =>
      api('POST', `/conversations/${tenant.conversationId}/messages`, { text: 'Hi' })(token),
  },
  {
    what: 'note',
    least: 'AGENT',
    run: (token) =>
      api('POST', `/conversations/${tenant.conversationId}/notes`, { text: 'Hi' })(token),
  },
  {
    what: 'tag',
    least: 'AGENT',
    run: (token) =>
      api('POST', `/conversations/${tenant.conversationId}/tags`, { tagId: tenant.tagId })(token),
  },
  {
    what: 'change status',
    least: 'AGENT',
    run: (token) =>
      api('PATCH', `/conversations/${tenant.conversationId}`, { priority: 'HIGH' })(token),
  },
  {
    what: 'assign',
    least: 'AGENT',
    run: (token) =>
      api('POST', `/conversations/${tenant.conversationId}/assign`, { userId: null })(token),
  },
  { what: 'create a contact', least: 'AGENT', run: api('POST', '/contacts', { name: 'Dee' }) },
  {
    what: 'create a canned reply',
    least: 'AGENT',
    run: (token) =>
      api('POST', '/canned-replies', { shortcut: fresh(), title: 'T', body: 'B' })(token),
  },
  {
    what: 'create a tag',
    least: 'MANAGER',
    run: (token) => api('POST', '/tags', { name: fresh() })(token),
  },
  {
    what: 'create a team',
    least: 'MANAGER',
    run: (token) => api('POST', '/teams', { name: fresh() })(token),
  },
  { what: 'try a text out', least: 'AGENT', run: api('POST', '/ai/classify', { text: 'Hello' }) },
  { what: 'see how far the reader is', least: 'AGENT', run: api('GET', '/ai/reader') },
  {
    what: 'correct a reading',
    least: 'AGENT',
    run: (token) =>
      api('POST', `/classifications/${tenant.classificationId}/correct`, {
        intentId: tenant.intentId,
      })(token),
  },
  { what: 'see the intents and their examples', least: 'MANAGER', run: api('GET', '/ai/intents') },
  { what: 'import intents', least: 'MANAGER', run: api('PUT', '/ai/intents', { intents: [] }) },
  {
    what: 'write an intent',
    least: 'MANAGER',
    run: (token) => api('POST', '/ai/intents', { name: fresh() })(token),
  },
  { what: 'read procedures', least: 'VIEWER', run: api('GET', '/sops') },
  {
    what: 'have a reply drafted',
    least: 'AGENT',
    run: (token) => api('POST', `/conversations/${tenant.conversationId}/ai-draft`)(token),
  },
  { what: 'see what AI costs', least: 'MANAGER', run: api('GET', '/ai/spend') },
  { what: 'see the AI providers', least: 'MANAGER', run: api('GET', '/ai/providers') },
  { what: 'limit what AI costs', least: 'ADMIN', run: api('PUT', '/ai/spend', { dailyLimit: 5 }) },
  {
    what: 'change an AI provider',
    least: 'ADMIN',
    run: (token) =>
      api('PATCH', `/ai/providers/${tenant.aiProviderId}`, { timeoutMs: 3_000 })(token),
  },
  { what: 'try AI out', least: 'ADMIN', run: api('POST', '/ai/test', { text: 'Hello' }) },
  { what: 'write a procedure', least: 'MANAGER', run: api('POST', '/sops', { title: 'Refund' }) },
  {
    what: 'change a procedure',
    least: 'MANAGER',
    run: (token) => api('PATCH', `/sops/${tenant.sopId}`, { priority: 1 })(token),
  },
  { what: 'read the decision log', least: 'MANAGER', run: api('GET', '/ai/decisions') },
  {
    what: 'see the runs of a conversation',
    least: 'VIEWER',
    run: (token) => api('GET', `/conversations/${tenant.conversationId}/runs`)(token),
  },
  { what: 'see outgoing webhooks', least: 'MANAGER', run: api('GET', '/ai/webhooks') },
  {
    what: 'add an outgoing webhook',
    least: 'ADMIN',
    run: api('POST', '/ai/webhooks', { name: 'Club', url: 'https://club.example/hook' }),
  },
  {
    what: 'make a new secret for a webhook',
    least: 'ADMIN',
    run: (token) => api('POST', `/ai/webhooks/${tenant.outgoingWebhookId}/rotate-secret`)(token),
  },
  { what: 'export contacts', least: 'MANAGER', run: api('GET', '/contacts/export') },
  { what: 'see dead letters', least: 'MANAGER', run: api('GET', '/dead-letters') },
  { what: 'see unread deliveries', least: 'MANAGER', run: api('GET', '/dead-letters/deliveries') },
  { what: 'read the audit log', least: 'ADMIN', run: api('GET', '/audit-log') },
  { what: 'list API keys', least: 'ADMIN', run: api('GET', '/api-keys') },
  {
    what: 'rename an inbox',
    least: 'ADMIN',
    run: (token) => api('PATCH', `/inboxes/${tenant.inboxId}`, { name: 'Line' })(token),
  },
  {
    what: 'invite',
    least: 'ADMIN',
    run: (token) =>
      api('POST', `/organizations/${tenant.organizationId}/users`, {
        email: `${fresh()}@club.example`,
        role: 'VIEWER',
      })(token),
  },
  {
    what: 'rename the organization',
    least: 'ADMIN',
    run: (token) =>
      api('PATCH', `/organizations/${tenant.organizationId}`, { name: 'Club' })(token),
  },
];

describe.each(cases)('to $what', ({ least, run }) => {
  it.each(ROLES)(`%s ${'is'} allowed from ${least} on`, async (role) => {
    const { status } = await run(colleagues[role].token);
    const isAllowed = ROLES.indexOf(role) >= ROLES.indexOf(least);
    expect(status).toBe(isAllowed ? (status < 300 ? status : 200) : 403);
  });
});

describe('an agent', () => {
  it('sees only what belongs to the inboxes granted to them', async () => {
    const { token } = await addColleague(world, tenant.organizationId, 'AGENT');
    for (const path of [
      `/conversations/${tenant.conversationId}`,
      `/conversations/${tenant.conversationId}/messages`,
      `/conversations/${tenant.conversationId}/timeline`,
      `/conversations/${tenant.conversationId}/runs`,
      `/threads/${tenant.conversationId}`,
      `/messages/${tenant.messageId}`,
      `/contacts/${tenant.contactId}`,
      `/contacts/${tenant.contactId}/conversations`,
      `/inboxes/${tenant.inboxId}`,
      `/inboxes/${tenant.inboxId}/grants`,
    ]) {
      expect(`${path} ${(await api('GET', path)(token)).status}`).toBe(`${path} 404`);
    }
    for (const path of ['/conversations', '/contacts', '/inboxes', '/threads', '/search?q=bay']) {
      const answer = await call(world, 'GET', `/api/v1${path}`, { token });
      expect(answer.text).not.toContain(tenant.conversationId);
      expect(answer.text).not.toContain(tenant.contactId);
    }
    const reply = api('POST', `/conversations/${tenant.conversationId}/messages`, { text: 'Hi' });
    expect((await reply(token)).status).toBe(404);
  });

  it('gains and loses an inbox at once, by member and by team', async () => {
    const { token, membershipId } = await addColleague(world, tenant.organizationId, 'AGENT');
    const read = async () =>
      (await api('GET', `/conversations/${tenant.conversationId}`)(token)).status;
    const grants = `/inboxes/${tenant.inboxId}/grants`;
    expect(await read()).toBe(404);
    await api('POST', grants, { membershipId })(tenant.token);
    expect(await read()).toBe(200);
    expect((await api('DELETE', grants, { membershipId })(tenant.token)).status).toBe(204);
    expect(await read()).toBe(404);
    await api('POST', grants, { teamId: tenant.teamId })(tenant.token);
    await api('POST', `/teams/${tenant.teamId}/members`, { membershipId })(tenant.token);
    expect(await read()).toBe(200);
    await api('DELETE', `/teams/${tenant.teamId}/members/${membershipId}`)(tenant.token);
    expect(await read()).toBe(404);
  });

  it('sees of a contact what the inbox knows, and not what another one does', async () => {
    const other = await call(world, 'POST', '/api/v1/inboxes', {
      token: tenant.token,
      body: { channel: 'webchat', name: 'Chat', credentials: {} },
    });
    const place = { ...tenant, inboxId: other.body.id };
    const { contactId } = await insertConversation(world, place, 'Known elsewhere');
    await world.deps.db.asWorker((tx) =>
      tx.contact.update({ where: { id: contactId }, data: { email: 'private@home.example' } }),
    );
    const { token } = await addColleague(world, tenant.organizationId, 'AGENT', [other.body.id]);
    const seen = await call(world, 'GET', `/api/v1/contacts/${contactId}`, { token });
    expect(seen.body).toMatchObject({ name: 'Known elsewhere', email: null });
    const whole = await call(world, 'GET', `/api/v1/contacts/${contactId}`, {
      token: tenant.token,
    });
    expect(whole.body.email).toBe('private@home.example');
  });
});

describe('a manager', () => {
  it('sees what could not be read, and has it read again', async () => {
    const { token } = colleagues.MANAGER;
    const list = await call(world, 'GET', '/api/v1/dead-letters/deliveries', { token });
    expect(list.body.data).toMatchObject([{ id: tenant.deliveryId, state: 'UNPARSED' }]);
    expect(list.text).not.toContain('nonsense');
    const retry = api('POST', `/dead-letters/deliveries/${tenant.deliveryId}/retry`);
    expect((await retry(colleagues.AGENT.token)).status).toBe(403);
    expect((await retry(token)).status).toBe(202);
    expect((await retry(token)).status).toBe(409);
  });

  it('has a message that did not leave sent again', async () => {
    const { token } = colleagues.MANAGER;
    const { organizationId, conversationId, inboxId } = tenant;
    const sent = await call(world, 'POST', `/api/v1/conversations/${conversationId}/messages`, {
      token,
      body: { text: 'Never arrived' },
    });
    const messageId: string = sent.body.id;
    await world.deps.db.asWorker(async (tx) => {
      await tx.message.update({
        where: { id: messageId },
        data: { status: 'FAILED', errorText: 'Blocked' },
      });
      await tx.send.updateMany({
        where: { messageId, organizationId, inboxId },
        data: { state: 'DEAD' },
      });
    });
    const list = await call(world, 'GET', '/api/v1/dead-letters', { token });
    expect(list.body.data).toMatchObject([
      { messageId, state: 'DEAD', error: 'Blocked', text: 'Never arrived' },
    ]);
    const again = await call(world, 'POST', `/api/v1/dead-letters/${messageId}/retry`, { token });
    expect([again.status, again.body.state, again.body.status]).toEqual([200, 'QUEUED', 'PENDING']);
    expect((await call(world, 'GET', '/api/v1/dead-letters', { token })).body.data).toEqual([]);
  });
});

describe('an admin', () => {
  it('cannot make themself or others an owner, nor touch one', async () => {
    const { token, userId } = await addColleague(world, tenant.organizationId, 'ADMIN');
    const users = `/organizations/${tenant.organizationId}/users`;
    expect((await api('PATCH', `${users}/${userId}`, { role: 'OWNER' })(token)).status).toBe(403);
    expect(
      (await api('PATCH', `${users}/${tenant.userId}`, { role: 'VIEWER' })(token)).status,
    ).toBe(403);
    expect((await api('DELETE', `${users}/${tenant.userId}`)(token)).status).toBe(403);
    expect((await api('DELETE', `/organizations/${tenant.organizationId}`)(token)).status).toBe(
      403,
    );
  });
});
