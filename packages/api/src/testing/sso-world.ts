import type { Role } from '@frontdesk/core/roles';
import { hashPassword } from '@frontdesk/usecases/auth/password';
import { OAuth2Server } from 'oauth2-mock-server';
import { type ApiWorld, openApiWorld } from './api-world.ts';
import { type Answer, PASSWORD, type SignedUp, call, cookiesOf, signUp } from './caller.ts';
import { addColleague } from './tenant.ts';

/** What the provider says of the person who signs in next. */
export type Claims = { sub: string; email?: string; email_verified?: boolean; nonce?: string };

export type SsoWorld = ApiWorld & {
  /** A provider on a port of its own. */
  readonly provider: OAuth2Server;
  readonly issuer: string;
  /** Changed by a test before a round. */
  claims: Claims;
};

export async function openSsoWorld(): Promise<SsoWorld> {
  const world = await openApiWorld({ settings: { allowPrivateNetwork: true } });
  const provider = new OAuth2Server();
  await provider.issuer.keys.generate('RS256');
  await provider.start(0, '127.0.0.1');
  const issuer = String(provider.issuer.url);
  const opened: SsoWorld = {
    ...world,
    provider,
    issuer,
    claims: { sub: 'nobody' },
    async close() {
      await provider.stop();
      await world.close();
    },
  };
  provider.service.on('beforeTokenSigning', (token: { payload: object }) =>
    Object.assign(token.payload, opened.claims),
  );
  provider.service.on('beforeUserinfo', (answer: { body: object }) =>
    Object.assign(answer.body, opened.claims),
  );
  return opened;
}

let counter = 0;

export type Company = SignedUp & { readonly domain: string };

/** A new organization with a domain of its own, whose owner has set the provider. */
export async function createCompany(world: SsoWorld, form: object = {}): Promise<Company> {
  counter += 1;
  const owner = await signUp(world);
  const domain = `company${counter}.example`;
  const answer = await putSso(world, owner, { domains: [domain], ...form });
  if (answer.status !== 200) throw new Error(`PUT sso answered ${answer.status}: ${answer.text}`);
  return { ...owner, domain };
}

export const putSso = (
  world: SsoWorld,
  { token, organizationId }: Pick<SignedUp, 'token' | 'organizationId'>,
  form: object,
): Promise<Answer> =>
  call(world, 'PUT', `/api/v1/organizations/${organizationId}/sso`, {
    token,
    body: {
      issuer: world.issuer,
      clientId: 'frontdesk',
      clientSecret: 'top-secret-of-the-client',
      ...form,
    },
  });

export type Colleague = { readonly email: string; readonly userId: string; readonly token: string };

/** A member with an address and a password. */
export async function addMember(
  world: SsoWorld,
  organizationId: string,
  email: string,
  role: Role = 'AGENT',
): Promise<Colleague> {
  const { userId, token } = await addColleague(world, organizationId, role);
  const passwordHash = await hashPassword(PASSWORD);
  await world.deps.db.system((tx) =>
    tx.user.update({ where: { id: userId }, data: { email, passwordHash } }),
  );
  return { email, userId, token };
}

export const start = (world: SsoWorld, email: string, next?: string): Promise<Answer> => {
  const query = new URLSearchParams({ email, ...(next === undefined ? {} : { next }) });
  return call(world, 'GET', `/api/v1/auth/sso/start?${query}`);
};

/** The address of ours that the provider sends the browser back to. */
export async function atProvider(url: string): Promise<URL> {
  const answer = await fetch(url, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? `http://nowhere.example/${answer.status}`);
}

export const comeBack = (world: SsoWorld, { search }: URL, cookie: string): Promise<Answer> =>
  call(world, 'GET', `/api/v1/auth/sso/callback${search}`, { headers: { cookie } });

/** A whole round of a browser, from the sign-in page to where it ends. */
export async function signInBySso(
  world: SsoWorld,
  email: string,
  claims: Claims,
  next?: string,
): Promise<{ readonly location: string; readonly cookies: string }> {
  world.claims = claims;
  const started = await start(world, email, next);
  const url = await atProvider(started.headers.get('location') ?? '');
  const answer = await comeBack(world, url, cookiesOf(started));
  return { location: answer.headers.get('location') ?? '', cookies: cookiesOf(answer) };
}
