import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { ORIGIN, PASSWORD, type SignedUp, call, cookiesOf, signUp } from './testing/caller.ts';

let world: ApiWorld;

beforeAll(async () => {
  world = await openApiWorld();
});
afterAll(() => world.close());

const post = (path: string, token: string, body: object) =>
  call(world, 'POST', `/api/v1/auth${path}`, { token, body });
const login = (email: string, code?: string) =>
  call(world, 'POST', '/api/v1/auth/login', { body: { email, password: PASSWORD, code } });

const codeOf = (secret: string): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: world.deps.now().getTime(),
  });

const nextPeriod = () => world.advance(30_000);

async function withSecondFactor(): Promise<SignedUp & { secret: string; recoveryCodes: string[] }> {
  const owner = await signUp(world);
  const setup = await post('/totp/setup', owner.token, { password: PASSWORD });
  const { secret } = setup.body;
  const confirmed = await post('/totp/confirm', owner.token, { code: codeOf(secret) });
  expect(confirmed.status).toBe(200);
  nextPeriod();
  return { ...owner, secret, recoveryCodes: confirmed.body.recoveryCodes };
}

describe('a second factor', () => {
  it('is set up with the password and a first code', async () => {
    const { token, email } = await signUp(world);
    expect((await post('/totp/setup', token, { password: 'wrong' })).status).toBe(401);
    const setup = await post('/totp/setup', token, { password: PASSWORD });
    expect(setup.body.otpauthUrl).toMatch(/^otpauth:\/\/totp\/Frontdesk/);
    expect((await login(email)).status).toBe(200);
    expect((await post('/totp/confirm', token, { code: '000000' })).status).toBe(401);
    const confirmed = await post('/totp/confirm', token, { code: codeOf(setup.body.secret) });
    expect(confirmed.body.recoveryCodes).toHaveLength(10);
    expect((await login(email)).status).toBe(401);
  });

  it('is asked for by a first answer that names the field', async () => {
    const { email } = await withSecondFactor();
    const answer = await login(email);
    expect(answer.status).toBe(401);
    expect(answer.body.error.details).toMatchObject([{ field: 'code' }]);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('lets one of ten parallel uses of a code in, and nobody later', async () => {
    const { email, secret } = await withSecondFactor();
    const code = codeOf(secret);
    // Five tries of an account pass before it has to wait.
    const answers = await Promise.all(Array.from({ length: 10 }, () => login(email, code)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect((await login(email, code)).status).not.toBe(200);
  });

  it('takes a code of the period before, and none older', async () => {
    const { email, secret } = await withSecondFactor();
    const code = codeOf(secret);
    nextPeriod();
    expect((await login(email, code)).status).toBe(200);
    nextPeriod();
    const old = codeOf(secret);
    world.advance(90_000);
    expect((await login(email, old)).status).toBe(401);
  });

  it('can be replaced by each recovery code once', async () => {
    const { email, recoveryCodes } = await withSecondFactor();
    const [code] = recoveryCodes;
    expect((await login(email, code!.toUpperCase())).status).toBe(200);
    expect((await login(email, code)).status).toBe(401);
  });

  it('lies sealed in the database, its recovery codes hashed', async () => {
    const { userId, secret, recoveryCodes } = await withSecondFactor();
    const row = await world.deps.db.system((tx) =>
      tx.userMfa.findUniqueOrThrow({ where: { userId } }),
    );
    const stored = Buffer.from(row.secret).toString('latin1') + row.recoveryHashes.join();
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(Buffer.from(Secret.fromBase32(secret).bytes).toString('latin1'));
    expect(stored).not.toContain(recoveryCodes[0]!.replaceAll('-', ''));
  });

  it('is turned off with a code', async () => {
    const { token, email, secret } = await withSecondFactor();
    const off = (code: string) =>
      call(world, 'DELETE', '/api/v1/auth/totp', { token, body: { code } });
    expect((await off('123456')).status).toBe(401);
    expect((await off(codeOf(secret))).status).toBe(204);
    expect((await login(email)).status).toBe(200);
  });

  it('is guessed at no faster than a password', async () => {
    const { token } = await withSecondFactor();
    const tries = Array.from({ length: 12 }, (_, n) =>
      call(world, 'DELETE', '/api/v1/auth/totp', { token, body: { code: String(100_000 + n) } }),
    );
    const statuses = (await Promise.all(tries)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  });
});

describe('an organization that asks for it', () => {
  it('opens nothing but the set-up to an owner who has none', async () => {
    const owner = await signUp(world);
    await call(world, 'PATCH', `/api/v1/organizations/${owner.organizationId}`, {
      token: owner.token,
      body: { requireMfa: true },
    });
    const signed = await login(owner.email);
    expect(signed.body.mustSetUpSecondFactor).toBe(true);
    const { token } = signed.body;
    const refused = await call(world, 'GET', '/api/v1/conversations', { token });
    expect(refused.status).toBe(403);
    expect(refused.body.error.details).toMatchObject([{ field: 'totp' }]);
    expect((await call(world, 'GET', '/api/v1/auth/me', { token })).status).toBe(200);

    const cookie = cookiesOf(signed);
    const setup = await post('/totp/setup', token, { password: PASSWORD });
    const confirmed = await call(world, 'POST', '/api/v1/auth/totp/confirm', {
      headers: { cookie, origin: ORIGIN },
      body: { code: codeOf(setup.body.secret) },
    });
    const now = { headers: { cookie: cookiesOf(confirmed) } };
    expect((await call(world, 'GET', '/api/v1/conversations', now)).status).toBe(200);
    nextPeriod();
    const off = { token, body: { code: codeOf(setup.body.secret) } };
    expect((await call(world, 'DELETE', '/api/v1/auth/totp', off)).status).toBe(403);
  });

  it('is not reached without one from another organization either', async () => {
    const owner = await signUp(world);
    const path = `/api/v1/organizations/${owner.organizationId}`;
    const own = await call(world, 'POST', '/api/v1/organizations', {
      token: owner.token,
      body: { name: 'Elsewhere' },
    });
    const elsewhere = await post('/switch', owner.token, { organizationId: own.body.id });
    const { token } = elsewhere.body;
    expect((await call(world, 'GET', path, { token })).status).toBe(200);
    await call(world, 'PATCH', path, { token, body: { requireMfa: true } });
    for (const [method, at, body] of [
      ['PATCH', path, { requireMfa: false }],
      ['POST', `${path}/users`, { email: 'friend@club.example', role: 'OWNER' }],
      ['GET', `${path}/users`, undefined],
      ['DELETE', path, undefined],
    ] as const) {
      const answer = await call(world, method, at, { token, body });
      expect([method, at, answer.status]).toEqual([method, at, 403]);
      expect(answer.body.error.details).toMatchObject([{ field: 'totp' }]);
    }
  });
});
