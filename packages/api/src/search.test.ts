import { indexContacts } from '@frontdesk/db/search';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call } from './testing/caller.ts';
import { type Tenant, addColleague, createTenant, insertConversation } from './testing/tenant.ts';

let world: ApiWorld;
let tenant: Tenant;

beforeAll(async () => {
  world = await openApiWorld();
  tenant = await createTenant(world);
});
afterAll(() => world.close());

const find = async (words: string, token = tenant.token) =>
  (await call(world, 'GET', `/api/v1/search?q=${words}`, { token })).body;

describe('a contact that a search finds', () => {
  it('is named with the newest conversation that its finder may see', async () => {
    const { conversationId, contactId } = await insertConversation(world, tenant, 'Quentin Quiet');
    await world.deps.db.asWorker((tx) => indexContacts(tx, [contactId]));
    expect((await find('quentin')).contacts).toMatchObject([
      {
        name: 'Quentin Quiet',
        conversation: { id: conversationId, lastMessageAt: expect.any(String) },
      },
    ]);
    const agent = await addColleague(world, tenant.organizationId, 'AGENT', [tenant.inboxId]);
    expect((await find('quentin', agent.token)).contacts).toMatchObject([
      { conversation: { id: conversationId } },
    ]);
    const outsider = await addColleague(world, tenant.organizationId, 'AGENT');
    expect((await find('quentin', outsider.token)).contacts).toEqual([]);
  });

  it('may have none', async () => {
    await call(world, 'POST', '/api/v1/contacts', {
      token: tenant.token,
      body: { name: 'Imogen Imported', phone: '+41795550101' },
    });
    expect((await find('imogen')).contacts).toMatchObject([
      { name: 'Imogen Imported', conversation: null },
    ]);
  });
});
