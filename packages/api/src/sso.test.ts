import { newId } from '@frontdesk/core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, call, cookiesOf, signUp } from './testing/caller.ts';
import {
  type SsoWorld,
  addMember,
  atProvider,
  comeBack,
  createCompany,
  openSsoWorld,
  signInBySso,
  start,
} from './testing/sso-world.ts';

let world: SsoWorld;

beforeAll(async () => {
  world = await openSsoWorld();
});
afterAll(() => world.close());

const home = (): string => `${world.deps.settings.baseUrl}/`;

const me = (cookie: string) => call(world, 'GET', '/api/v1/auth/me', { headers: { cookie } });
const login = (email: string) =>
  call(world, 'POST', '/api/v1/auth/login', { body: { email, password: PASSWORD } });
const verified = (sub: string, email: string) => ({ sub, email, email_verified: true });

describe('somebody whose company has a provider', () => {
  it('signs in there, and is the member with that address', async () => {
    const { domain, organizationId } = await createCompany(world);
    const ada = await addMember(world, organizationId, `ada@${domain}`);
    const { location, cookies } = await signInBySso(world, ada.email, verified('s1', ada.email));
    expect(location).toBe(home());
    expect((await me(cookies)).body).toMatchObject({ id: ada.userId, role: 'AGENT' });
  });

  it('is sent there with state, nonce and an S256 challenge, and nothing of it in clear', async () => {
    const { domain } = await createCompany(world);
    const started = await start(world, `ada@${domain.toUpperCase()}`);
    expect(started.status).toBe(302);
    const { searchParams, origin } = new URL(started.headers.get('location') ?? '');
    expect(origin).toBe(world.issuer);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'frontdesk',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/.{20}/),
      nonce: expect.stringMatching(/.{20}/),
      redirect_uri: `${world.deps.settings.baseUrl}/api/v1/auth/sso/callback`,
    });
    const [cookie = ''] = started.headers.getSetCookie();
    expect(cookie).toMatch(/^fd_sso=.*; Path=\/api\/v1\/auth\/sso; HttpOnly; SameSite=Lax$/);
    expect(cookie).not.toContain(searchParams.get('state'));
  });

  it.each([
    ['/inbox/open?view=mine#last', '/inbox/open?view=mine#last'],
    ['//evil.example/', '/'],
    ['/\t/evil.example/', '/'],
    ['/\\evil.example/', '/'],
    ['https://evil.example/', '/'],
    ['javascript:alert(1)', '/'],
  ])('that wanted to go to %s comes to %s', async (next, place) => {
    const { domain, organizationId } = await createCompany(world);
    const { email } = await addMember(world, organizationId, `ada@${domain}`);
    const { location } = await signInBySso(world, email, verified('s1', email), next);
    expect(location).toBe(`${world.deps.settings.baseUrl}${place}`);
  });

  it('stays the same account when the provider changes their address', async () => {
    const { domain, organizationId } = await createCompany(world);
    const ada = await addMember(world, organizationId, `ada@${domain}`);
    const boss = await addMember(world, organizationId, `boss@${domain}`, 'ADMIN');
    await signInBySso(world, ada.email, verified('s1', ada.email));
    const renamed = await signInBySso(world, ada.email, verified('s1', boss.email));
    expect((await me(renamed.cookies)).body.id).toBe(ada.userId);
  });

  it('is not whoever got their address after them', async () => {
    const { domain, organizationId } = await createCompany(world);
    const ada = await addMember(world, organizationId, `ada@${domain}`);
    await signInBySso(world, ada.email, verified('s1', ada.email));
    const successor = await signInBySso(world, ada.email, verified('s2', ada.email));
    expect(successor.location).toBe('/sign-in?sso=other');
  });

  it('is asked for no second factor of ours', async () => {
    const { domain, organizationId, token } = await createCompany(world);
    const boss = await addMember(world, organizationId, `boss@${domain}`, 'ADMIN');
    const path = `/api/v1/organizations/${organizationId}`;
    await call(world, 'PATCH', path, { token, body: { requireMfa: true } });
    const { cookies } = await signInBySso(world, boss.email, verified('s1', boss.email));
    expect((await me(cookies)).body).toMatchObject({ mustSetUpSecondFactor: false, pinned: true });
    expect((await login(boss.email)).body).toMatchObject({ mustSetUpSecondFactor: true });
  });

  it('reads from the user info what the ID token leaves out', async () => {
    const { domain, organizationId } = await createCompany(world);
    const ada = await addMember(world, organizationId, `ada@${domain}`);
    world.provider.service.once('beforeUserinfo', (answer: { body: object }) =>
      Object.assign(answer.body, verified('s1', ada.email)),
    );
    const { location } = await signInBySso(world, ada.email, { sub: 's1' });
    expect(location).toBe(home());
  });
});

describe('an answer of a provider', () => {
  const round = async () => {
    const { domain, organizationId } = await createCompany(world);
    const ada = await addMember(world, organizationId, `ada@${domain}`);
    world.claims = verified('s1', ada.email);
    const started = await start(world, ada.email);
    const url = await atProvider(started.headers.get('location') ?? '');
    return { url, cookie: cookiesOf(started), email: ada.email };
  };
  const endOf = async (url: URL, cookie: string) => {
    const answer = await comeBack(world, url, cookie);
    expect(cookiesOf(answer)).not.toContain('fd_access');
    return answer.headers.get('location');
  };

  it('counts only with the state of this browser', async () => {
    const { url, cookie } = await round();
    url.searchParams.set('state', 'another');
    expect(await endOf(url, cookie)).toBe('/sign-in?sso=failed');
    expect(world.logged.at(-1)).toMatch(/state/);
  });

  it('counts only in the browser that asked', async () => {
    const [mine, another] = [await round(), await round()];
    expect(await endOf(mine.url, '')).toBe('/sign-in?sso=stale');
    expect(await endOf(mine.url, 'fd_sso=bm9uc2Vuc2U')).toBe('/sign-in?sso=stale');
    expect(await endOf(mine.url, another.cookie)).toBe('/sign-in?sso=failed');
  });

  it('counts only with the nonce of this round', async () => {
    const { url, cookie } = await round();
    world.claims = { ...world.claims, nonce: 'another' };
    expect(await endOf(url, cookie)).toBe('/sign-in?sso=failed');
    expect(world.logged.at(-1)).toMatch(/nonce/);
  });

  it('counts once', async () => {
    const { url, cookie } = await round();
    const first = await comeBack(world, url, cookie);
    expect(first.headers.get('location')).toBe(home());
    expect(first.headers.getSetCookie().join()).toMatch(/fd_sso=;/);
    expect(await endOf(url, cookie)).toBe('/sign-in?sso=failed');
  });

  it('comes too late after ten minutes', async () => {
    const { url, cookie } = await round();
    world.advance(11 * 60_000);
    expect(await endOf(url, cookie)).toBe('/sign-in?sso=stale');
  });

  it('may be a no', async () => {
    const { url, cookie } = await round();
    url.searchParams.delete('code');
    url.searchParams.set('error', 'access_denied');
    expect(await endOf(url, cookie)).toBe('/sign-in?sso=failed');
  });
});

describe('a provider', () => {
  const attempt = async (claims: (domain: string) => object) => {
    const company = await createCompany(world);
    await addMember(world, company.organizationId, `ada@${company.domain}`);
    const { domain } = company;
    const said = { sub: 's1', ...claims(domain) };
    const { location, cookies } = await signInBySso(world, `ada@${domain}`, said);
    expect(cookies).not.toContain('fd_access=e');
    return { location, company };
  };

  it('vouches for nobody by an address that it has not verified', async () => {
    for (const email_verified of [false, undefined, 'true']) {
      const { location } = await attempt((domain) => ({ email: `ada@${domain}`, email_verified }));
      expect(location).toBe('/sign-in?sso=unverified');
    }
  });

  it('vouches for nobody of another domain', async () => {
    const { location } = await attempt(() => verified('s1', 'ada@elsewhere.example'));
    expect(location).toBe('/sign-in?sso=domain');
  });

  it('makes no members: a stranger is refused, and the audit log has it', async () => {
    const { location, company } = await attempt((domain) => verified('s1', `eve@${domain}`));
    expect(location).toBe('/sign-in?sso=unknown');
    const { organizationId } = company;
    const entries = await world.deps.db.withOrg(organizationId, (tx) =>
      tx.auditEntry.findMany({ where: { action: 'sso.refused' } }),
    );
    expect(entries).toMatchObject([{ data: { why: 'unknown' }, actorKind: 'SYSTEM' }]);
  });

  it('opens no account that belongs to another organization only', async () => {
    const [company, elsewhere] = [await createCompany(world), await signUp(world)];
    const bob = await addMember(world, elsewhere.organizationId, `bob@${company.domain}`);
    const taken = await signInBySso(world, bob.email, verified('s1', bob.email));
    expect(taken.location).toBe('/sign-in?sso=unknown');
  });

  it('opens for a member of two organizations its own one only', async () => {
    const [company, elsewhere] = [await createCompany(world), await signUp(world)];
    const bob = await addMember(world, company.organizationId, `bob@${company.domain}`);
    const { organizationId: other } = elsewhere;
    const ids = { id: newId(), organizationId: other, scopeId: other, userId: bob.userId };
    const data = { ...ids, displayName: 'Bob', role: 'ADMIN' };
    await world.deps.db.system((tx) => tx.membership.create({ data }));
    const { cookies: cookie } = await signInBySso(world, bob.email, verified('s1', bob.email));
    const ask = (method: string, path: string, body?: object) =>
      call(world, method, `/api/v1${path}`, { headers: { cookie }, ...(body ? { body } : {}) });
    expect((await me(cookie)).body.organizations).toMatchObject([{ id: company.organizationId }]);
    expect((await ask('GET', '/organizations')).body.data).toHaveLength(1);
    expect((await ask('GET', `/organizations/${other}`)).status).toBe(404);
    expect((await ask('POST', '/auth/switch', { organizationId: other })).status).toBe(403);
    const byPassword = (await login(bob.email)).body.token;
    const read = await call(world, 'GET', `/api/v1/organizations/${other}`, { token: byPassword });
    expect(read.status).toBe(200);
  });

  it('that an admin set signs no owner in', async () => {
    const company = await createCompany(world);
    const { organizationId, domain, userId } = company;
    const email = `owner@${domain}`;
    await world.deps.db.system((tx) => tx.user.update({ where: { id: userId }, data: { email } }));
    const first = await signInBySso(world, email, verified('s1', email));
    expect(first.location).toBe(home());
    const admin = await addMember(world, organizationId, `admin@${domain}`, 'ADMIN');
    const { issuer } = world;
    const body = { issuer, clientId: 'frontdesk', domains: [domain] };
    const path = `/api/v1/organizations/${organizationId}/sso`;
    expect((await call(world, 'PUT', path, { token: admin.token, body })).status).toBe(200);
    const second = await signInBySso(world, email, verified('s1', email));
    expect(second.location).toBe('/sign-in?sso=owner');
  });
});

describe('an address without a provider', () => {
  it('leads back to the sign-in page, whether it has an account or not', async () => {
    const { email } = await signUp(world);
    for (const address of [email, 'nobody@nowhere.example']) {
      const answer = await start(world, address);
      expect(answer.headers.get('location')).toBe('/sign-in?sso=none');
    }
  });
});

describe('a provider that is enforced', () => {
  it('leaves the password to owners and to other domains', async () => {
    const { domain, organizationId, email } = await createCompany(world, { enforced: true });
    const ada = await addMember(world, organizationId, `ada@${domain}`);
    const guest = await addMember(world, organizationId, 'guest@agency.example');
    const refused = await login(ada.email);
    expect(refused.status).toBe(401);
    expect(refused.body.error.message).toMatch(/company’s account/);
    expect(refused.body.error.details[0].message).toContain('/auth/sso/start');
    expect((await login(email)).status).toBe(200);
    expect((await login(guest.email)).status).toBe(200);
    const { location } = await signInBySso(world, ada.email, verified('s1', ada.email));
    expect(location).toBe(home());
  });

  it('tells nothing to somebody without the password', async () => {
    const { domain, organizationId } = await createCompany(world, { enforced: true });
    const { email } = await addMember(world, organizationId, `ada@${domain}`);
    const body = { email, password: 'not the password' };
    const answer = await call(world, 'POST', '/api/v1/auth/login', { body });
    expect(answer.body.error.message).toBe('E-mail or password is not right.');
  });

  it('ends sessions that began with a password, at their next renewal', async () => {
    const company = await createCompany(world);
    const { domain, organizationId, token } = company;
    const ada = await addMember(world, organizationId, `ada@${domain}`);
    const { refreshToken } = (await login(ada.email)).body;
    const { issuer } = world;
    const body = { issuer, clientId: 'frontdesk', domains: [domain], enforced: true };
    await call(world, 'PUT', `/api/v1/organizations/${organizationId}/sso`, { token, body });
    const renewed = await call(world, 'POST', '/api/v1/auth/refresh', { body: { refreshToken } });
    expect(renewed.status).toBe(401);
  });

  it('leaves a member of two organizations the other one', async () => {
    const company = await createCompany(world, { enforced: true });
    const elsewhere = await signUp(world);
    const bob = await addMember(world, company.organizationId, `bob@${company.domain}`);
    const { organizationId: other } = elsewhere;
    const ids = { id: newId(), organizationId: other, scopeId: other, userId: bob.userId };
    const data = { ...ids, displayName: 'Bob', role: 'AGENT' };
    await world.deps.db.system((tx) => tx.membership.create({ data }));
    const { token, organization } = (await login(bob.email)).body;
    expect(organization.id).toBe(other);
    const body = { organizationId: company.organizationId };
    const moved = await call(world, 'POST', '/api/v1/auth/switch', { token, body });
    expect(moved.status).toBe(401);
  });
});
