import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiWorld } from './testing/api-world.ts';
import { call, signUp } from './testing/caller.ts';
import {
  type SsoWorld,
  addMember,
  createCompany,
  openSsoWorld,
  putSso,
  signInBySso,
  start,
} from './testing/sso-world.ts';

let world: SsoWorld;

beforeAll(async () => {
  world = await openSsoWorld();
});
afterAll(() => world.close());

const home = (): string => `${world.deps.settings.baseUrl}/`;

const sso = (method: string, id: string, token: string) =>
  call(world, method, `/api/v1/organizations/${id}/sso`, { token });

describe('an organization’s provider', () => {
  it('is read without its secret, which lies sealed', async () => {
    const { token, organizationId, domain } = await createCompany(world);
    const { body, text } = await sso('GET', organizationId, token);
    expect(body).toMatchObject({
      redirectUri: expect.stringMatching(/\/api\/v1\/auth\/sso\/callback$/),
      connection: { issuer: world.issuer, clientId: 'frontdesk', domains: [domain] },
    });
    expect(text).not.toMatch(/secret/i);
    const row = await world.deps.db.system((tx) =>
      tx.ssoConnection.findUniqueOrThrow({ where: { organizationId } }),
    );
    expect(Buffer.from(row.clientSecret).includes('top-secret')).toBe(false);
  });

  it('keeps its secret while the issuer stays, and gives it to no other', async () => {
    const company = await createCompany(world);
    const { domain } = company;
    const form = { domains: [domain], clientSecret: undefined };
    expect((await putSso(world, company, form)).status).toBe(200);
    const moved = await putSso(world, company, { ...form, issuer: `${world.issuer}/` });
    expect(moved.status).toBe(400);
    expect(moved.body.error.details).toMatchObject([{ field: 'clientSecret' }]);
  });

  it('forgets whom it called what when it becomes another client', async () => {
    const company = await createCompany(world);
    const { domain, organizationId } = company;
    const ada = await addMember(world, organizationId, `ada@${domain}`);
    const said = { email: ada.email, email_verified: true };
    await signInBySso(world, ada.email, { sub: 's1', ...said });
    await putSso(world, company, { domains: [domain], clientId: 'another' });
    const again = await signInBySso(world, ada.email, { sub: 's2', ...said });
    expect(again.location).toBe(home());
  });

  it('is taken away by its admins, and then leads nowhere', async () => {
    const { token, organizationId, domain } = await createCompany(world, { enforced: true });
    expect((await sso('DELETE', organizationId, token)).status).toBe(204);
    expect((await sso('DELETE', organizationId, token)).status).toBe(404);
    expect((await sso('GET', organizationId, token)).body.connection).toBeNull();
    const answer = await start(world, `ada@${domain}`);
    expect(answer.headers.get('location')).toBe('/sign-in?sso=none');
  });

  it('is nobody’s business below an admin, nor another organization’s', async () => {
    const company = await createCompany(world);
    const { organizationId } = company;
    const stranger = await signUp(world);
    expect((await sso('GET', organizationId, stranger.token)).status).toBe(404);
    const manager = await addMember(world, organizationId, 'm@agency.example', 'MANAGER');
    for (const method of ['GET', 'DELETE'])
      expect((await sso(method, organizationId, manager.token)).status).toBe(403);
    const { token } = manager;
    const answer = await putSso(world, { token, organizationId }, { domains: ['x.example'] });
    expect(answer.status).toBe(403);
  });

  it('is told to the audit log, without its secret', async () => {
    const { organizationId } = await createCompany(world);
    const entries = await world.deps.db.withOrg(organizationId, (tx) =>
      tx.auditEntry.findMany({ where: { resource: 'ssoConnection' } }),
    );
    expect(entries).toMatchObject([{ action: 'sso.saved', data: { issuer: world.issuer } }]);
    expect(JSON.stringify(entries)).not.toContain('top-secret');
  });
});

describe('a provider is refused', () => {
  const fieldOf = async (form: object) => {
    const answer = await putSso(world, await signUp(world), { domains: ['new.example'], ...form });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    return answer.body.error.details[0].field;
  };

  it('where none answers', async () => {
    expect(await fieldOf({ issuer: 'http://127.0.0.1:9' })).toBe('issuer');
    expect(await fieldOf({ issuer: `${world.issuer}/elsewhere` })).toBe('issuer');
    expect(await fieldOf({ issuer: 'file:///etc/passwd' })).toBe('issuer');
  });

  it('for a domain of another organization, and one that everybody has', async () => {
    const { domain } = await createCompany(world);
    expect(await fieldOf({ domains: ['mine.example', domain.toUpperCase()] })).toBe('domains');
    expect(await fieldOf({ domains: ['gmail.com'] })).toBe('domains');
    expect(await fieldOf({ domains: ['no domain'] })).toMatch(/^domains/);
  });

  it('on this machine, a private network or plain http, unless that is allowed', async () => {
    const strict = await openApiWorld();
    try {
      const { token, organizationId } = await signUp(strict);
      const issuers = ['http://login.example', 'https://127.0.0.1', 'https://localhost:8443'];
      for (const issuer of [...issuers, 'https://[::1]', 'https://10.0.0.7']) {
        const body = { issuer, clientId: 'x', clientSecret: 'x', domains: ['x.example'] };
        const path = `/api/v1/organizations/${organizationId}/sso`;
        const answer = await call(strict, 'PUT', path, { token, body });
        expect([issuer, answer.status]).toEqual([issuer, 400]);
        expect(answer.body.error.details).toMatchObject([{ field: 'issuer' }]);
      }
    } finally {
      await strict.close();
    }
  });
});
