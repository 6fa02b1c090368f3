import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { PASSWORD, call, signUp } from './testing/caller.ts';

let world: ApiWorld;

beforeAll(async () => {
  world = await openApiWorld();
});
afterAll(() => world.close());

describe('signing up', () => {
  it('makes a user with an organization and signs them in', async () => {
    const { token, email, organizationId } = await signUp(world);
    const me = await call(world, 'GET', '/api/v1/auth/me', { token });
    expect(me.status).toBe(200);
    expect(me.body).toMatchObject({
      email,
      role: 'OWNER',
      organization: { id: organizationId },
      inboxIds: null,
    });
  });
});

describe('signing in', () => {
  it('answers at the seed’s own path too', async () => {
    const { email } = await signUp(world);
    for (const path of ['/api/v1/auth/login', '/api/auth/login']) {
      const answer = await call(world, 'POST', path, { body: { email, password: PASSWORD } });
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ expiresIn: 900, user: { email, role: 'OWNER' } });
    }
  });
});
