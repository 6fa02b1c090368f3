import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import type { Actor } from '../mutation-handler.ts';
import { type AccessUse, readAccess } from './access-token.ts';
import { looksLikeApiKey, readApiKey } from './api-keys.ts';
import type { AuthDeps, Origin } from './auth-deps.ts';
import { type Member, loadRights } from './rights.ts';

/** Who a request comes from, with their rights as they are now. */
export type Principal = {
  readonly kind: 'USER' | 'API';
  readonly member: Member;
  /** Null for an API key. */
  readonly sessionId: string | null;
  /** It reaches no other organization than this one: a key, or a session from the organization's own provider. */
  readonly pinned: boolean;
  readonly use: AccessUse;
};

type Deps = Pick<AuthDeps, 'db' | 'keys' | 'now'>;

/**
 * Checks a token or an API key and reads session and rights anew. AUTHENTICATION_ERROR also for a revoked session and
 * for somebody who is no member any more.
 */
export async function authenticate(deps: Deps, token: string): Promise<Outcome<Principal>> {
  return looksLikeApiKey(token) ? byApiKey(deps, token) : byAccessToken(deps, token);
}

async function byAccessToken(deps: Deps, token: string): Promise<Outcome<Principal>> {
  const read = await readAccess(deps, token);
  if (!read.ok) return read;
  const { sessionId, userId, organizationId } = read.value.access;
  const { session, member } = await deps.db.system(async (tx) => {
    const where = { id: sessionId, userId, revokedAt: null };
    const live = await tx.session.findFirst({ where, select: { pinned: true } });
    return {
      session: live,
      member: live === null ? null : await loadRights(tx, organizationId, userId),
    };
  });
  if (session === null || member === null) return REFUSED;
  const { pinned } = session;
  return done({ kind: 'USER', member, sessionId, pinned, use: read.value.use });
}

async function byApiKey(deps: Deps, token: string): Promise<Outcome<Principal>> {
  const holder = await readApiKey(deps.db, token, deps.now());
  if (holder === null) return REFUSED;
  const { organizationId, userId, scopes } = holder;
  const member = await deps.db.system((tx) => loadRights(tx, organizationId, userId, scopes));
  if (member === null) return REFUSED;
  return done({ kind: 'API', member, sessionId: null, pinned: true, use: 'full' });
}

/** The principal as mutations know it. */
export function actorOf(principal: Principal, origin: Origin): Actor {
  const { organizationId, userId, membershipId, rights } = principal.member;
  const limit = rights.keyScopes === undefined ? {} : { keyScopes: rights.keyScopes };
  return { kind: principal.kind, organizationId, userId, membershipId, ...limit, ...origin };
}

const REFUSED = refuse('AUTHENTICATION_ERROR', 'Sign in again.');
