import { networkOf } from '@frontdesk/core/address-network';
import { must } from '@frontdesk/core/assert';
import type { Refusal } from '@frontdesk/core/errors';
import { type Permission, can } from '@frontdesk/core/roles';
import { type Principal, actorOf, authenticate } from '@frontdesk/usecases/auth/authenticate';
import type { Actor, By } from '@frontdesk/usecases/mutation-handler';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from './api-env.ts';
import type { Bucket, Use } from './rate-limits.ts';
import { RefusedRequest, unwrap } from './refused-request.ts';
import { mayChange } from './same-origin.ts';
import { accessCookie } from './session-cookies.ts';

type Options = {
  /** Which count the request goes on. */
  readonly bucket?: Exclude<Bucket, 'address' | 'costly'>;
  /** A session that still has to set up its second factor may come here. */
  readonly duringFactorSetUp?: boolean;
  /** People only: a key must not make keys, nor change its maker's account. */
  readonly peopleOnly?: boolean;
};

/**
 * What a route for signed-in callers is declared with: reads who asks (cookie or Bearer), from where, how often, and
 * whether their role and their key's scopes allow it at all. Whether a row is in reach is the handler's question.
 */
export const secured = (permission: Permission | null, options: Options = {}) => ({
  security: [{ bearer: [] }, { session: [] }],
  middleware: createMiddleware<ApiEnv>(async (c, next) => {
    const principal = await identify(c);
    c.set('principal', principal);
    countUse(c, await c.var.deps.limits.take(options.bucket ?? 'user', keyOf(principal)));
    if (principal.use === 'mfa-setup' && !options.duringFactorSetUp)
      throw new RefusedRequest(SET_UP_FIRST);
    if (principal.kind === 'API' && options.peopleOnly) throw new RefusedRequest(PEOPLE_ONLY);
    if (permission !== null && !can(principal.member.rights, permission))
      throw new RefusedRequest(NOT_ALLOWED);
    await next();
  }),
});

/** What a route for everybody is declared with. Its callers are counted by address. */
export const open = {
  security: [],
  middleware: createMiddleware<ApiEnv>(async (c, next) => {
    if (!mayChange(c.req.raw, c.var.deps.settings)) throw new RefusedRequest(FOREIGN);
    await countAddress(c, 'address');
    await next();
  }),
};

async function identify(c: Context<ApiEnv>): Promise<Principal> {
  const header = c.req.header('authorization');
  const bearer = header === undefined ? undefined : /^Bearer +(\S+)$/i.exec(header)?.[1];
  const token = header === undefined ? accessCookie(c) : bearer;
  const outcome = token === undefined ? null : await authenticate(c.var.deps, token);
  if (outcome === null || !outcome.ok) {
    await countAddress(c, 'address');
    throw new RefusedRequest(outcome?.refusal ?? NOT_SIGNED_IN);
  }
  // A header is put there by the caller itself; a cookie comes along on its own.
  if (header === undefined && !mayChange(c.req.raw, c.var.deps.settings))
    throw new RefusedRequest(FOREIGN);
  return unwrap(outcome);
}

/** Counts a request by where it comes from. */
export async function countAddress(
  c: Context<ApiEnv>,
  bucket: Extract<Bucket, 'address' | 'costly'>,
): Promise<void> {
  const { deps, origin } = c.var;
  countUse(c, await deps.limits.take(bucket, networkOf(origin.ip ?? 'unknown')));
}

/** A key counts on its own, not on its maker's account. */
const keyOf = ({ kind, member }: Principal): string =>
  `${kind}:${member.userId}:${member.organizationId}`;

/** Says in the answer what is left of a bucket; ends the request when nothing is. */
export function countUse(c: Context<ApiEnv>, { limit, remaining, retryAfter }: Use): void {
  c.header('ratelimit-limit', String(limit));
  c.header('ratelimit-remaining', String(remaining));
  if (retryAfter === undefined) return;
  throw new RefusedRequest({
    code: 'RATE_LIMIT_EXCEEDED',
    message: 'Too many requests.',
    retryAfter,
  });
}

/** Who asks. Only behind {@link secured}. */
export const asker = (c: Context<ApiEnv>): Principal => must(c.var.principal, 'principal');

/** Who asks, as mutations know them. Only behind {@link secured}. */
export const actor = (c: Context<ApiEnv>): Actor => actorOf(asker(c), c.var.origin);

/** Who asks, as use cases know them. Only behind {@link secured}. */
export const by = (c: Context<ApiEnv>): By => ({ actor: actor(c), rights: asker(c).member.rights });

const NOT_SIGNED_IN: Refusal = { code: 'AUTHENTICATION_ERROR', message: 'Sign in first.' };

const FOREIGN: Refusal = {
  code: 'AUTHORIZATION_ERROR',
  message: 'This request comes from another site.',
};

const NOT_ALLOWED: Refusal = {
  code: 'AUTHORIZATION_ERROR',
  message: 'Your role does not allow that.',
};

const PEOPLE_ONLY: Refusal = {
  code: 'AUTHORIZATION_ERROR',
  message: 'Only a signed-in person can do that, not an API key.',
};

export const SET_UP_FIRST: Refusal = {
  code: 'AUTHORIZATION_ERROR',
  message: 'Your organization asks for a second factor: set it up first.',
  details: [{ field: 'totp', message: 'Not set up yet' }],
};
