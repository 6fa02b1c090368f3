import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call } from './testing/caller.ts';
import { type Tenant, createTenant } from './testing/tenant.ts';

let world: ApiWorld;
let victim: Tenant;
let stranger: Tenant;

beforeAll(async () => {
  world = await openApiWorld();
  [victim, stranger] = [await createTenant(world), await createTenant(world)];
});
afterAll(() => world.close());

type Operation = { method: string; path: string; isPublic: boolean; body: object | undefined };

/** Every operation of the document whose path names a row. */
async function operations(): Promise<Operation[]> {
  const { body } = await call(world, 'GET', '/api/v1/openapi.json');
  return Object.entries<Record<string, { security: unknown[]; requestBody?: unknown }>>(
    body.paths,
  ).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      // A visitor's token is no member's; those routes have tests of their own.
      isPublic: operation.security.length === 0 || isForVisitors(operation.security),
      body: operation.requestBody === undefined ? undefined : {},
    })),
  );
}

const isForVisitors = (security: unknown[]): boolean =>
  JSON.stringify(security).includes('visitor');

/** The victim's own ids for the parameters of a path. */
function victimPath(path: string): string {
  const ids: Record<string, string> = {
    orgId: victim.organizationId,
    userId: victim.userId,
    membershipId: victim.membershipId,
    tagId: victim.tagId,
    id: idFor(path),
  };
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? `no id for ${name}`);
}

function idFor(path: string): string {
  const byCollection: Record<string, string> = {
    organizations: victim.organizationId,
    teams: victim.teamId,
    inboxes: victim.inboxId,
    conversations: victim.conversationId,
    threads: victim.conversationId,
    messages: victim.messageId,
    contacts: victim.contactId,
    tags: victim.tagId,
    'canned-replies': victim.cannedReplyId,
    'dead-letters': victim.messageId,
    notifications: victim.notificationId,
    'api-keys': victim.apiKeyId,
    sessions: victim.sessionId,
    files: victim.attachmentId,
    sops: victim.sopId,
    intents: victim.intentId,
    classifications: victim.classificationId,
    providers: victim.aiProviderId,
    webhooks: victim.outgoingWebhookId,
  };
  const { deliveryId } = victim;
  if (path.includes('/deliveries/')) return deliveryId;
  const collection = path.split('/').find((part) => Object.hasOwn(byCollection, part));
  return byCollection[collection ?? ''] ?? `no id in ${path}`;
}

/** A body that the route's schema takes, so that the answer is about the row and not about the body. */
function bodyFor({ method, path }: Operation): object {
  const known: Record<string, object> = {
    'POST /api/v1/organizations/{orgId}/users': { email: 'eve@evil.example', role: 'AGENT' },
    'PUT /api/v1/organizations/{id}/sso': {
      issuer: 'https://login.evil.example',
      clientId: 'x',
      clientSecret: 'x',
      domains: ['evil.example'],
    },
    'POST /api/v1/teams/{id}/members': { membershipId: stranger.membershipId },
    'POST /api/v1/inboxes/{id}/grants': { membershipId: stranger.membershipId },
    'DELETE /api/v1/inboxes/{id}/grants': { membershipId: stranger.membershipId },
    'POST /api/v1/conversations/{id}/assign': { userId: stranger.userId },
    'POST /api/v1/conversations/{id}/read': { upTo: 1 },
    'POST /api/v1/conversations/{id}/messages': { text: 'hello' },
    'POST /api/v1/conversations/{id}/template-messages': {
      name: 'x',
      language: 'en',
      text: 'hello',
    },
    'POST /api/v1/conversations/{id}/notes': { text: 'hello' },
    'POST /api/v1/conversations/{id}/tags': { tagId: stranger.tagId },
    'PATCH /api/v1/conversations/{id}': { status: 'CLOSED' },
    'PATCH /api/v1/threads/{id}': { status: 'closed' },
    'POST /api/v1/threads/{id}/messages': { content: 'hello' },
    'POST /api/v1/messages/{id}/send': { seenUpTo: 1 },
    'POST /api/v1/contacts/{id}/tags': { tagId: stranger.tagId },
    'PATCH /api/v1/contacts/{id}': { name: 'Pwned' },
    'PATCH /api/v1/tags/{id}': { name: 'Pwned' },
    'PATCH /api/v1/teams/{id}': { name: 'Pwned' },
    'PATCH /api/v1/canned-replies/{id}': { title: 'Pwned' },
    'PATCH /api/v1/sops/{id}': { title: 'Pwned' },
    'PATCH /api/v1/ai/intents/{id}': { name: 'pwned', examples: [] },
    'POST /api/v1/classifications/{id}/correct': { intentId: stranger.intentId },
    'PATCH /api/v1/ai/providers/{id}': { model: 'pwned' },
    'PATCH /api/sops/{id}': { title: 'Pwned' },
    'PATCH /api/v1/ai/webhooks/{id}': { name: 'Pwned' },
  };
  return known[`${method} ${path}`] ?? {};
}

describe('another organization’s rows', () => {
  it('are not there, on any route of the document', async () => {
    const routes = (await operations()).filter((one) => one.path.includes('{') && !one.isPublic);
    expect(routes.length).toBeGreaterThan(40);
    const answers = [];
    for (const route of routes) {
      const answer = await call(world, route.method, victimPath(route.path), {
        token: stranger.token,
        ...(route.body === undefined ? {} : { body: bodyFor(route) }),
      });
      answers.push(`${answer.status} ${route.method} ${route.path}`);
    }
    expect(answers.filter((line) => !line.startsWith('404 '))).toEqual([]);
  });

  it('are their own organization’s as before', async () => {
    const { token, conversationId, contactId, organizationId } = victim;
    const get = async (path: string) =>
      (await call(world, 'GET', `/api/v1${path}`, { token })).body;
    expect(await get(`/conversations/${conversationId}`)).toMatchObject({
      status: 'OPEN',
      assigneeId: null,
    });
    expect(await get(`/contacts/${contactId}`)).toMatchObject({ name: 'Ben Customer', tagIds: [] });
    expect((await get('/tags')).data).toMatchObject([{ name: 'VIP' }]);
    expect((await get(`/organizations/${organizationId}/users`)).data).toHaveLength(1);
  });

  it('are in none of the lists', async () => {
    const lists = (await operations()).filter(
      ({ method, path, isPublic }) => method === 'GET' && !path.includes('{') && !isPublic,
    );
    expect(lists.length).toBeGreaterThan(15);
    const { organizationId, userId, inboxId, contactId, conversationId, messageId, tagId } = victim;
    const ids = [organizationId, userId, inboxId, contactId, conversationId, messageId, tagId];
    ids.push(victim.intentId, victim.classificationId);
    ids.push(victim.sopId, victim.outgoingWebhookId, victim.aiProviderId);
    for (const { path } of lists) {
      const query = path.endsWith('/search') ? '?q=bay' : '';
      const answer = await call(world, 'GET', path + query, { token: stranger.token });
      expect(ids.filter((id) => answer.text.includes(id))).toEqual([]);
    }
  });

  it('cannot be pointed at from one’s own', async () => {
    const { token } = stranger;
    const post = (path: string, body: object) =>
      call(world, 'POST', `/api/v1${path}`, { token, body });
    const own = `/conversations/${stranger.conversationId}`;
    const answers = [
      await post(`${own}/assign`, { userId: victim.userId }),
      await post(`${own}/assign`, { teamId: victim.teamId }),
      await post(`${own}/tags`, { tagId: victim.tagId }),
      await post(`${own}/notes`, { text: 'x', mentions: [victim.userId] }),
      await post(`${own}/messages`, { text: 'x', attachmentIds: [victim.attachmentId] }),
      await post(`${own}/messages`, { text: 'x', replyToId: victim.messageId }),
      await post(`/contacts/${stranger.contactId}/tags`, { tagId: victim.tagId }),
      await post(`/classifications/${stranger.classificationId}/correct`, {
        intentId: victim.intentId,
      }),
      await post(`/teams/${stranger.teamId}/members`, { membershipId: victim.membershipId }),
      await post(`/inboxes/${stranger.inboxId}/grants`, { membershipId: victim.membershipId }),
      await post('/sops', { title: 'x', actions: [{ type: 'add_tag', tagId: victim.tagId }] }),
      await post('/sops', {
        title: 'x',
        actions: [{ type: 'call_webhook', webhookId: victim.outgoingWebhookId }],
      }),
    ];
    expect(answers.map((answer) => answer.status).filter((status) => status < 400)).toEqual([]);
    expect(answers.map((answer) => answer.status).filter((status) => status >= 500)).toEqual([]);
  });
});

describe('without signing in', () => {
  it('nothing answers but what is public', async () => {
    for (const { method, path, isPublic } of await operations()) {
      if (isPublic) continue;
      const answer = await call(world, method, victimPath(path));
      expect(`${answer.status} ${method} ${path}`).toBe(`401 ${method} ${path}`);
    }
  });
});
