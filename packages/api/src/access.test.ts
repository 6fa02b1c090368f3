import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { PASSWORD, type SignedUp, call, signUp } from './testing/caller.ts';
import { type Tenant, addColleague, createTenant } from './testing/tenant.ts';

let world: ApiWorld;

beforeAll(async () => {
  world = await openApiWorld();
});
afterAll(() => world.close());

const invite = (owner: SignedUp, body: object) =>
  call(world, 'POST', `/api/v1/organizations/${owner.organizationId}/users`, {
    token: owner.token,
    body,
  });
const accept = (link: string, password: string, name = 'Grace') =>
  call(world, 'POST', '/api/v1/auth/accept-invitation', {
    body: { token: new URL(link).searchParams.get('token'), name, password },
  });
const login = (email: string, password: string) =>
  call(world, 'POST', '/api/v1/auth/login', { body: { email, password } });

describe('an invitation', () => {
  it('makes a member with the password that they choose', async () => {
    const owner = await signUp(world);
    const invited = await invite(owner, { email: 'grace@club.example', role: 'AGENT' });
    expect(invited.status).toBe(201);
    expect(invited.body).toMatchObject({ role: 'AGENT', active: false, status: 'INVITED' });
    const joined = await accept(invited.body.link, 'a new password');
    expect(joined.body).toMatchObject({
      user: { email: 'grace@club.example', name: 'Grace', role: 'AGENT' },
      organization: { id: owner.organizationId },
    });
    expect((await accept(invited.body.link, 'a new password')).status).toBe(401);
    expect((await login('grace@club.example', 'a new password')).status).toBe(200);
  });

  it('does not let an admin of another organization set somebody’s password', async () => {
    const [victim, attacker] = [await signUp(world), await signUp(world)];
    const invited = await invite(attacker, { email: victim.email, role: 'AGENT' });
    expect((await accept(invited.body.link, 'attacker password')).status).toBe(401);
    expect((await login(victim.email, 'attacker password')).status).toBe(401);
    // The link is not spent by the wrong try, and opens with the victim's own password.
    expect((await accept(invited.body.link, PASSWORD)).status).toBe(200);
    const path = `/api/v1/organizations/${attacker.organizationId}/users/${victim.userId}/password-link`;
    expect((await call(world, 'POST', path, { token: attacker.token })).status).toBe(409);
  });

  it('gives no hold on an account that belongs nowhere at present', async () => {
    const [attacker, victim] = [await signUp(world), await signUp(world)];
    await world.deps.db.system((tx) =>
      tx.membership.deleteMany({ where: { userId: victim.userId } }),
    );
    await invite(attacker, { email: victim.email, role: 'AGENT' });
    const path = `/api/v1/organizations/${attacker.organizationId}/users/${victim.userId}`;
    const { token } = attacker;
    const forced = await call(world, 'PATCH', path, { token, body: { active: true } });
    expect(forced.status).toBe(200);
    expect((await call(world, 'POST', `${path}/password-link`, { token })).status).toBe(409);
  });

  it('is not for a role above the inviter’s own', async () => {
    const owner = await signUp(world);
    const { token } = await addColleague(world, owner.organizationId, 'ADMIN');
    const answer = await invite({ ...owner, token }, { email: 'x@club.example', role: 'OWNER' });
    expect(answer.status).toBe(403);
  });

  it('is mailed where mail can be sent, and then shown to nobody', async () => {
    const mailing = await openApiWorld({ settings: { smtpUrl: 'smtp://127.0.0.1:1' } });
    try {
      const owner = await signUp(mailing);
      const path = `/api/v1/organizations/${owner.organizationId}/users`;
      const body = { email: 'grace@club.example', role: 'VIEWER' };
      const invited = await call(mailing, 'POST', path, { token: owner.token, body });
      expect(invited.body.link).toBeNull();
      expect(mailing.mails).toMatchObject([
        { to: 'grace@club.example', text: expect.stringContaining('/invitation?token=') },
      ]);
    } finally {
      await mailing.close();
    }
  });
});

describe('a password reset', () => {
  const forgot = (email: string) =>
    call(world, 'POST', '/api/v1/auth/forgot-password', { body: { email } });
  const reset = (token: string | null, password: string) =>
    call(world, 'POST', '/api/v1/auth/reset-password', { body: { token, password } });

  it('is mailed to who has an account, while everybody gets the same answer', async () => {
    const owner = await signUp(world);
    const [known, unknown] = [await forgot(owner.email), await forgot('nobody@club.example')];
    expect([known.status, unknown.status]).toEqual([202, 202]);
    expect(known.text).toBe(unknown.text);
    await expect.poll(() => world.mails.filter((mail) => mail.to === owner.email)).toHaveLength(1);
    const link = /https?:\S+/.exec(world.mails.find((mail) => mail.to === owner.email)!.text)![0];
    const token = new URL(link).searchParams.get('token');
    expect((await reset(token, 'another password')).status).toBe(204);
    expect((await reset(token, 'yet another one')).status).toBe(401);
    expect((await login(owner.email, PASSWORD)).status).toBe(401);
    expect((await login(owner.email, 'another password')).status).toBe(200);
    expect((await call(world, 'GET', '/api/v1/auth/me', { token: owner.token })).status).toBe(401);
    expect(world.mails.some((mail) => mail.to === 'nobody@club.example')).toBe(false);
  });

  it('by an admin’s link works once, for an hour', async () => {
    const owner = await signUp(world);
    const invited = await invite(owner, { email: 'hal@club.example', role: 'AGENT' });
    await accept(invited.body.link, 'first password');
    const path = `/api/v1/organizations/${owner.organizationId}/users/${invited.body.id}/password-link`;
    const made = await call(world, 'POST', path, { token: owner.token });
    const token = new URL(made.body.link).searchParams.get('token');
    world.advance(60 * 60_000 + 1);
    expect((await reset(token, 'second password')).status).toBe(401);
  });

  it('is no way for an admin to become an owner', async () => {
    const owner = await signUp(world);
    const { token } = await addColleague(world, owner.organizationId, 'ADMIN');
    const path = `/api/v1/organizations/${owner.organizationId}/users/${owner.userId}/password-link`;
    expect((await call(world, 'POST', path, { token })).status).toBe(403);
  });

  it('by oneself ends the other sessions and keeps this one', async () => {
    const owner = await signUp(world);
    const other = await login(owner.email, PASSWORD);
    const body = { currentPassword: PASSWORD, password: 'changed password' };
    const wrong = { ...body, currentPassword: 'wrong' };
    const { token } = owner;
    expect(
      (await call(world, 'POST', '/api/v1/auth/password', { token, body: wrong })).status,
    ).toBe(401);
    expect((await call(world, 'POST', '/api/v1/auth/password', { token, body })).status).toBe(204);
    expect((await call(world, 'GET', '/api/v1/auth/me', { token })).status).toBe(200);
    expect((await call(world, 'GET', '/api/v1/auth/me', { token: other.body.token })).status).toBe(
      401,
    );
  });
});

describe('sessions', () => {
  it('are listed without their secrets, and end one by one', async () => {
    const owner = await signUp(world);
    await login(owner.email, PASSWORD);
    const list = await call(world, 'GET', '/api/v1/auth/sessions', { token: owner.token });
    expect(list.body.data).toHaveLength(2);
    expect(list.text).not.toContain(owner.refreshToken);
    const other = list.body.data.find((one: { current: boolean }) => !one.current);
    const path = `/api/v1/auth/sessions/${other.id}`;
    expect((await call(world, 'DELETE', path, { token: owner.token })).status).toBe(204);
    expect(world.published).toContainEqual({
      topic: 'access',
      message: { userId: owner.userId, sessionId: other.id },
    });
    expect((await call(world, 'DELETE', path, { token: owner.token })).status).toBe(404);
  });

  it('go on in another organization of their user', async () => {
    const owner = await signUp(world);
    const made = await call(world, 'POST', '/api/v1/organizations', {
      token: owner.token,
      body: { name: 'Second' },
    });
    const switched = await call(world, 'POST', '/api/v1/auth/switch', {
      token: owner.token,
      body: { organizationId: made.body.id },
    });
    const me = await call(world, 'GET', '/api/v1/auth/me', { token: switched.body.token });
    expect(me.body.organization.name).toBe('Second');
    const stranger = await signUp(world);
    const body = { organizationId: stranger.organizationId };
    const refused = await call(world, 'POST', '/api/v1/auth/switch', { token: owner.token, body });
    expect(refused.status).toBe(404);
  });

  it('do nothing for a member who was removed', async () => {
    const owner = await signUp(world);
    const { token, userId } = await addColleague(world, owner.organizationId, 'AGENT');
    const path = `/api/v1/organizations/${owner.organizationId}/users/${userId}`;
    expect((await call(world, 'DELETE', path, { token: owner.token })).status).toBe(204);
    expect((await call(world, 'GET', '/api/v1/tags', { token })).status).toBe(401);
  });
});

describe('an API key', () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await createTenant(world);
  });
  const make = (token: string, body: object) =>
    call(world, 'POST', '/api/v1/api-keys', { token, body });

  it('does what its scopes say and no more', async () => {
    const made = await make(tenant.token, { name: 'Reader', scopes: ['contact.read'] });
    expect(made.body.key).toMatch(/^fd_live_[\da-f]{12}_[\w-]{43}$/);
    const token: string = made.body.key;
    expect((await call(world, 'GET', '/api/v1/contacts', { token })).status).toBe(200);
    expect((await call(world, 'GET', '/api/v1/conversations', { token })).status).toBe(403);
    const form = { name: 'Eve' };
    expect((await call(world, 'POST', '/api/v1/contacts', { token, body: form })).status).toBe(403);
    expect((await call(world, 'POST', '/api/v1/organizations', { token, body: form })).status).toBe(
      403,
    );
    expect((await make(token, { name: 'k', scopes: ['contact.read'] })).status).toBe(403);
  });

  it('is never wider than the member who makes it, also afterwards', async () => {
    const admin = await addColleague(world, tenant.organizationId, 'ADMIN');
    const beyond = await make(admin.token, { name: 'k', scopes: ['organization.delete'] });
    expect(beyond.status).toBe(403);
    const made = await make(admin.token, { name: 'k', scopes: ['tag.write', 'conversation.read'] });
    const path = `/api/v1/organizations/${tenant.organizationId}/users/${admin.userId}`;
    const body = { role: 'VIEWER' };
    expect((await call(world, 'PATCH', path, { token: tenant.token, body })).status).toBe(200);
    const tag = { name: 'From a key' };
    const token: string = made.body.key;
    expect((await call(world, 'POST', '/api/v1/tags', { token, body: tag })).status).toBe(403);
    expect((await call(world, 'GET', '/api/v1/tags', { token })).status).toBe(200);
  });

  it('is kept as a hash, and shown once', async () => {
    const made = await make(tenant.token, { name: 'Secret', scopes: ['contact.read'] });
    const secret = made.body.key.split('_').at(-1);
    const list = await call(world, 'GET', '/api/v1/api-keys', { token: tenant.token });
    expect(list.text).not.toContain(secret);
    expect(list.body.data.some((one: { id: string }) => one.id === made.body.id)).toBe(true);
  });

  it('ends when revoked, when expired, and when changed by a letter', async () => {
    const made = await make(tenant.token, { name: 'Short', scopes: ['contact.read'] });
    const read = (token: string) => call(world, 'GET', '/api/v1/contacts', { token });
    const key: string = made.body.key;
    const changed = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
    expect((await read(changed)).status).toBe(401);
    const path = `/api/v1/api-keys/${made.body.id}`;
    expect((await call(world, 'DELETE', path, { token: tenant.token })).status).toBe(204);
    expect((await read(key)).status).toBe(401);
    const expiresAt = new Date(world.deps.now().getTime() + 60_000).toISOString();
    const expiring = await make(tenant.token, { name: 'Exp', scopes: ['contact.read'], expiresAt });
    expect((await read(expiring.body.key)).status).toBe(200);
    world.advance(60_001);
    expect((await read(expiring.body.key)).status).toBe(401);
  });
});

describe('an organization that was ended', () => {
  it('lets nobody in any more', async () => {
    const owner = await signUp(world);
    const agent = await addColleague(world, owner.organizationId, 'AGENT');
    const path = `/api/v1/organizations/${owner.organizationId}`;
    expect((await call(world, 'DELETE', path, { token: agent.token })).status).toBe(403);
    expect((await call(world, 'DELETE', path, { token: owner.token })).status).toBe(204);
    expect((await call(world, 'GET', '/api/v1/tags', { token: agent.token })).status).toBe(401);
    expect((await login(owner.email, PASSWORD)).status).toBe(403);
  });
});
