import { createHmac, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { ORIGIN, PASSWORD, call, cookiesOf, signUp } from './testing/caller.ts';

let world: ApiWorld;

beforeAll(async () => {
  world = await openApiWorld();
});
afterAll(() => world.close());

const login = (body: object, headers: Record<string, string> = {}) =>
  call(world, 'POST', '/api/v1/auth/login', { body, headers });
const refresh = (refreshToken: string) =>
  call(world, 'POST', '/api/v1/auth/refresh', { body: { refreshToken } });
const me = (token: string) => call(world, 'GET', '/api/v1/auth/me', { token });

describe('signing up', () => {
  it('makes a user with an organization and signs them in', async () => {
    const { token, email, organizationId } = await signUp(world);
    expect((await me(token)).body).toMatchObject({
      email,
      role: 'OWNER',
      organization: { id: organizationId },
      inboxIds: null,
    });
  });

  it('refuses a taken address, whatever its case', async () => {
    const { email } = await signUp(world);
    const form = { password: PASSWORD, name: 'Eve', organizationName: 'Other' };
    const answer = await call(world, 'POST', '/api/v1/auth/register', {
      body: { ...form, email: email.toUpperCase() },
    });
    expect(answer.status).toBe(409);
  });

  it.each([
    ['short', 'password'],
    ['p'.repeat(73), 'password'],
    ['🔑'.repeat(19), 'password'],
  ])('refuses the password %s', async (password, field) => {
    const form = { email: 'new@club.example', password, name: 'N', organizationName: 'O' };
    const answer = await call(world, 'POST', '/api/v1/auth/register', { body: form });
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toMatchObject([{ field }]);
  });
});

describe('signing in', () => {
  it('answers at the seed’s own path too, with the seed’s shape', async () => {
    const { email } = await signUp(world);
    for (const path of ['/api/v1/auth/login', '/api/auth/login']) {
      const answer = await call(world, 'POST', path, { body: { email, password: PASSWORD } });
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ expiresIn: 900, user: { email, role: 'OWNER' } });
      expect((await me(answer.body.token)).status).toBe(200);
    }
  });

  it('answers the same for an unknown address and a wrong password', async () => {
    const { email } = await signUp(world);
    const wrong = await login({ email, password: 'not the password' });
    const unknown = await login({ email: 'nobody@club.example', password: 'not the password' });
    for (const answer of [wrong, unknown]) {
      expect(answer.status).toBe(401);
      const { requestId, timestamp, ...rest } = answer.body.error;
      expect(requestId).toMatch(/^req_/);
      expect(timestamp).toMatch(/^\d{4}-/);
      expect(rest).toEqual({
        code: 'AUTHENTICATION_ERROR',
        message: 'E-mail or password is not right.',
        details: [],
      });
    }
  });

  it('refuses the demo’s people outside the demo', async () => {
    const strict = await openApiWorld({ settings: { demo: false } });
    try {
      await strict.deps.db.system((tx) =>
        tx.user.create({
          data: {
            id: crypto.randomUUID(),
            email: 'owner@demo.test',
            name: 'O',
            passwordHash: null,
          },
        }),
      );
      const body = { email: 'owner@demo.test', password: 'frontdesk-demo' };
      expect((await call(strict, 'POST', '/api/v1/auth/login', { body })).status).toBe(401);
    } finally {
      await strict.close();
    }
  });

  it('keeps its cookies from scripts, and off this machine from plain http', async () => {
    const { email } = await signUp(world);
    const here = await login({ email, password: PASSWORD });
    for (const cookie of here.headers.getSetCookie()) {
      expect(cookie).toMatch(/HttpOnly/);
      expect(cookie).toMatch(/SameSite=Lax/);
      expect(cookie).not.toMatch(/Secure/);
    }
    const away = await openApiWorld({ settings: { publicUrl: 'https://desk.example' } });
    try {
      await signUp(away);
      const body = {
        email: 'gone@club.example',
        password: PASSWORD,
        name: 'G',
        organizationName: 'G',
      };
      const answer = await call(away, 'POST', '/api/v1/auth/register', { body });
      expect(answer.headers.getSetCookie().every((one) => one.includes('; Secure'))).toBe(true);
    } finally {
      await away.close();
    }
  });
});

describe('guessing passwords', () => {
  it('lets exactly five of twenty parallel tries through, for known and unknown addresses alike', async () => {
    const { email } = await signUp(world);
    for (const address of [email, 'no-such@club.example']) {
      const tries = Array.from({ length: 20 }, () => login({ email: address, password: 'guess' }));
      const statuses = (await Promise.all(tries)).map((answer) => answer.status);
      expect(statuses.filter((status) => status === 401)).toHaveLength(5);
      expect(statuses.filter((status) => status === 429)).toHaveLength(15);
    }
  });

  it('says when to try again, and then even the right password has to wait', async () => {
    const { email } = await signUp(world);
    for (let n = 0; n < 5; n += 1) await login({ email, password: 'guess' });
    const answer = await login({ email, password: PASSWORD });
    expect(answer.status).toBe(429);
    expect(answer.body.error.code).toBe('RATE_LIMIT_EXCEEDED');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('forgets the slips of somebody who then gets it right', async () => {
    const { email } = await signUp(world);
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 4; n += 1) await login({ email, password: 'slip' });
      expect((await login({ email, password: PASSWORD })).status).toBe(200);
    }
  });
});

describe('refresh tokens', () => {
  it('are traded for the next one', async () => {
    const { refreshToken } = await signUp(world);
    const next = await refresh(refreshToken);
    expect(next.status).toBe(200);
    expect(next.body.refreshToken).not.toBe(refreshToken);
    expect((await me(next.body.token)).status).toBe(200);
  });

  it('give one new token to twenty that ask at once, and tell the others to look again', async () => {
    const { refreshToken } = await signUp(world);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));
    const passed = answers.filter((answer) => answer.status === 200);
    expect(passed).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(19);
    expect((await refresh(passed[0]!.body.refreshToken)).status).toBe(200);
  });

  it('end their whole family when one is used again, and the sockets with it', async () => {
    const { refreshToken, userId } = await signUp(world);
    const next = await refresh(refreshToken);
    world.advance(5_001);
    expect((await refresh(refreshToken)).status).toBe(401);
    expect((await refresh(next.body.refreshToken)).status).toBe(401);
    expect((await me(next.body.token)).status).toBe(401);
    expect(world.published).toContainEqual({
      topic: 'access',
      message: { userId, sessionId: expect.any(String) },
    });
  });

  it('end after seven days', async () => {
    const { refreshToken } = await signUp(world);
    world.advance(7 * 24 * 60 * 60_000 + 1);
    expect((await refresh(refreshToken)).status).toBe(401);
  });

  it('that came in a cookie go out in cookies only', async () => {
    const { cookies } = await signUp(world);
    const answer = await call(world, 'POST', '/api/v1/auth/refresh', {
      headers: { cookie: cookies, origin: ORIGIN },
    });
    expect(answer.status).toBe(200);
    expect(answer.body.token).toBeUndefined();
    expect(answer.body.refreshToken).toBeUndefined();
    expect(cookiesOf(answer)).toMatch(/fd_access=ey.*fd_refresh=/);
  });

  it('of who is no member any more say so, as often as they are asked', async () => {
    const { refreshToken, userId } = await signUp(world);
    await world.deps.db.system((tx) =>
      tx.membership.updateMany({ where: { userId }, data: { active: false } }),
    );
    for (const answer of [await refresh(refreshToken), await refresh(refreshToken)]) {
      expect(answer.status).toBe(403);
      expect(answer.body.error.details).toMatchObject([{ field: 'organization' }]);
    }
  });

  it('are nothing when invented', async () => {
    expect((await refresh('x'.repeat(43))).status).toBe(401);
    expect((await call(world, 'POST', '/api/v1/auth/refresh')).status).toBe(401);
  });
});

describe('access tokens', () => {
  const claims = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<
      string,
      unknown
    >;

  it('end after fifteen minutes', async () => {
    const { token } = await signUp(world);
    world.advance(15 * 60_000 + 1_000);
    expect((await me(token)).status).toBe(401);
  });

  it('are verified by the published keys, and name who but not what they may do', async () => {
    const { token, userId, organizationId } = await signUp(world);
    const { kid } = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString());
    const jwks = await call(world, 'GET', '/.well-known/jwks.json');
    expect(jwks.body.keys).toContainEqual(
      expect.objectContaining({ kid, kty: 'EC', alg: 'ES256' }),
    );
    expect(JSON.stringify(jwks.body)).not.toContain('"d"');
    const { iat, exp, jti, sid, ...rest } = claims(token);
    expect([iat, exp, jti, sid].every(Boolean)).toBe(true);
    expect(rest).toEqual({
      sub: userId,
      org: organizationId,
      iss: 'frontdesk',
      aud: 'frontdesk-api',
    });
  });

  it('are refused unsigned, signed with the public key as a secret, and signed with another key', async () => {
    const { token } = await signUp(world);
    const [, payload] = token.split('.') as [string, string];
    const header = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString());
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const none = `${encode({ ...header, alg: 'none' })}.${payload}.`;
    const jwk = (await call(world, 'GET', '/.well-known/jwks.json')).body.keys[0];
    const head = `${encode({ ...header, alg: 'HS256' })}.${payload}`;
    const confused = `${head}.${createHmac('sha256', JSON.stringify(jwk)).update(head).digest('base64url')}`;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const forged = await new SignJWT(claims(token)).setProtectedHeader(header).sign(privateKey);
    for (const bad of [none, confused, forged, `${token}x`, 'garbage', 'a.b.c']) {
      expect((await me(bad)).status).toBe(401);
    }
  });

  it('of another type are refused', async () => {
    const { token } = await signUp(world);
    const { kid, privateKey } = await world.deps.keys.signing();
    const plain = await new SignJWT(claims(token))
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
      .sign(privateKey);
    expect((await me(plain)).status).toBe(401);
  });

  it('count no more once their session is signed out', async () => {
    const { token, cookies, refreshToken } = await signUp(world);
    expect((await call(world, 'POST', '/api/v1/auth/logout', { token })).status).toBe(204);
    expect((await me(token)).status).toBe(401);
    const byCookie = await call(world, 'GET', '/api/v1/auth/me', { headers: { cookie: cookies } });
    expect(byCookie.status).toBe(401);
    expect((await refresh(refreshToken)).status).toBe(401);
  });

  it('are still good after the signing key was changed', async () => {
    const rotating = await openApiWorld();
    try {
      const before = await rotating.deps.keys.signing();
      rotating.advance(30 * 24 * 60 * 60_000 - 60_000);
      const { token } = await signUp(rotating);
      rotating.advance(61_000);
      const { token: next } = await signUp(rotating);
      expect((await rotating.deps.keys.signing()).kid).not.toBe(before.kid);
      for (const one of [token, next]) {
        expect((await call(rotating, 'GET', '/api/v1/auth/me', { token: one })).status).toBe(200);
      }
    } finally {
      await rotating.close();
    }
  });
});

describe('cookies', () => {
  const rename = (headers: Record<string, string>) =>
    call(world, 'POST', '/api/v1/organizations', { headers, body: { name: 'Mine' } });

  it('change nothing for a page of another site', async () => {
    const { cookies: cookie } = await signUp(world);
    for (const origin of [
      'https://evil.example',
      'null',
      `${ORIGIN}.evil.example`,
      'http://localhost:3001',
    ]) {
      expect((await rename({ cookie, origin })).status).toBe(403);
    }
    expect((await rename({ cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await rename({ cookie, origin: ORIGIN })).status).toBe(201);
  });

  it('are not asked where they come from when they only read', async () => {
    const { cookies: cookie } = await signUp(world);
    const answer = await call(world, 'GET', '/api/v1/auth/me', {
      headers: { cookie, origin: 'https://evil.example' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('sign nobody in from another site', async () => {
    const { email } = await signUp(world);
    const answer = await login({ email, password: PASSWORD }, { origin: 'https://evil.example' });
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('that were tampered with are nobody’s', async () => {
    const { token } = await signUp(world);
    const [head, body, signature] = token.split('.') as [string, string, string];
    const other = Buffer.from(
      Buffer.from(body, 'base64url')
        .toString()
        .replace(/"org":"[^"]+"/, '"org":"00000000-0000-7000-8000-000000000000"'),
    ).toString('base64url');
    const answer = await call(world, 'GET', '/api/v1/auth/me', {
      headers: { cookie: `fd_access=${head}.${other}.${signature}` },
    });
    expect(answer.status).toBe(401);
  });

  it('count less than an Authorization header', async () => {
    const { cookies: cookie } = await signUp(world);
    const answer = await call(world, 'GET', '/api/v1/auth/me', {
      headers: { cookie, authorization: 'Bearer nonsense' },
    });
    expect(answer.status).toBe(401);
  });
});
