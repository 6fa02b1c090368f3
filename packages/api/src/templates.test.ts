import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call } from './testing/caller.ts';
import { type Tenant, addColleague, createTenant } from './testing/tenant.ts';

let world: ApiWorld;
let tenant: Tenant;

const TEMPLATE = {
  name: 'follow_up',
  language: 'en_US',
  category: 'UTILITY',
  header: null,
  body: 'Hi {{1}}, we are here.',
  footer: null,
  buttons: [],
};

beforeAll(async () => {
  world = await openApiWorld();
  tenant = await createTenant(world);
});
afterAll(() => world.close());

const list = (token = tenant.token, query = '') =>
  call(world, 'GET', `/api/v1/inboxes/${tenant.inboxId}/templates${query}`, { token });

const say = (body: object) =>
  call(world, 'POST', `/api/v1/conversations/${tenant.conversationId}/template-messages`, {
    token: tenant.token,
    body: { name: 'follow_up', language: 'en_US', ...body },
  });

describe('the templates of an inbox', () => {
  it('say what is missing where they cannot be listed', async () => {
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: [],
      fetchedAt: null,
      problem: expect.stringContaining('Business Account ID'),
    });
  });

  it('are shown to who may answer there, and to nobody else', async () => {
    const agent = await addColleague(world, tenant.organizationId, 'AGENT');
    expect((await list(agent.token)).status).toBe(404);
    const viewer = await addColleague(world, tenant.organizationId, 'VIEWER');
    expect((await list(viewer.token)).status).toBe(403);
    const stranger = await createTenant(world);
    expect((await list(stranger.token)).status).toBe(404);
  });

  it('are given as the vendor listed them last, and one of them can be said', async () => {
    await world.deps.db.asWorker((tx) =>
      tx.inboxTemplates.create({
        data: {
          inboxId: tenant.inboxId,
          organizationId: tenant.organizationId,
          templates: [TEMPLATE],
          others: 1,
          fetchedAt: new Date(),
        },
      }),
    );
    expect((await list()).body).toMatchObject({ data: [TEMPLATE], others: 1, problem: null });
    const said = await say({ fill: { 'body.1': 'Ada' }, text: 'Hi Ada, we are here.' });
    expect([said.status, said.body]).toMatchObject([
      201,
      { text: 'Hi Ada, we are here.', metadata: { template: { name: 'follow_up' } } },
    ]);
  });

  it('are refused when they read otherwise than their author saw', async () => {
    expect((await say({ fill: { 'body.1': 'Ada' }, text: 'Hi Ada!' })).status).toBe(409);
    expect((await say({ text: 'Hi {{1}}, we are here.' })).status).toBe(400);
  });
});
