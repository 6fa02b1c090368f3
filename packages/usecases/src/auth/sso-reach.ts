import { type Refusal, refuse } from '@frontdesk/core/errors';
import type { Tx } from '@frontdesk/db/client';

type SessionOf = { readonly userId: string; readonly sessionId: string };

/**
 * The user's organizations that take no password from them: their provider is enforced for the address's domain. Owners
 * are let in anyway, so that a provider that broke locks nobody out.
 */
export async function closedToPasswords(tx: Tx, userId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select m.organization_id as id
    from memberships m
    join organizations o on o.id = m.organization_id and o.deleted_at is null
    join users u on u.id = m.user_id
    join sso_connections c on c.organization_id = m.organization_id and c.enforced
    join sso_domains d on d.connection_id = c.id and d.domain = split_part(u.email, '@', -1)
    where m.user_id = ${userId}::uuid and m.active and m.role <> 'OWNER'`;
  return new Set(rows.map(({ id }) => id));
}

/**
 * Why a session does not open an organization; null when it does. One that began at an organization's own provider opens
 * that organization only: its admins could otherwise become their members elsewhere.
 */
export async function barrier(
  tx: Tx,
  { userId, sessionId }: SessionOf,
  organizationId: string,
): Promise<Refusal | null> {
  const session = await tx.session.findUniqueOrThrow({
    where: { id: sessionId },
    select: { pinned: true, organizationId: true },
  });
  if (session.pinned) return session.organizationId === organizationId ? null : PINNED;
  return (await closedToPasswords(tx, userId)).has(organizationId) ? USE_SSO.refusal : null;
}

export const USE_SSO = refuse(
  'AUTHENTICATION_ERROR',
  'Your organization takes no passwords: sign in with your company’s account.',
  [{ message: 'Start at /api/v1/auth/sso/start with your e-mail address' }],
);

const PINNED: Refusal = {
  code: 'AUTHORIZATION_ERROR',
  message: 'Your company’s account opens one organization. Sign in with your password for another.',
};
