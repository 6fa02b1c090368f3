import { DEMO_ORGANIZATION } from '@frontdesk/usecases/demo/cast';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call, signUp } from './testing/caller.ts';
import { addColleague } from './testing/tenant.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
});
afterAll(() => world.close());

const demo = (method: string, token: string) => call(world, method, '/api/v1/demo', { token });

describe('clearing the demo workspace', () => {
  it('is for the demo workspace alone', async () => {
    const { token } = await signUp(world);
    expect((await demo('GET', token)).body).toEqual({ clearable: false });
    expect((await demo('DELETE', token)).status).toBe(404);
  });

  it('is for its owner alone', async () => {
    const { token, organizationId } = await signUp(world);
    const manager = await addColleague(world, organizationId, 'MANAGER');
    await world.deps.db.system((tx) =>
      tx.organization.update({
        where: { id: organizationId },
        data: { slug: DEMO_ORGANIZATION.slug },
      }),
    );
    expect((await demo('DELETE', manager.token)).status).toBe(403);
    expect((await demo('GET', token)).body).toEqual({ clearable: true });
    await call(world, 'POST', '/api/v1/contacts', { token, body: { name: 'Ada' } });
    expect((await demo('DELETE', token)).status).toBe(204);
    expect((await call(world, 'GET', '/api/v1/contacts', { token })).body.data).toEqual([]);
  });
});
