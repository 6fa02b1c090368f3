import { networkOf } from '@frontdesk/core/address-network';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { type Role, isRole } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import { ACCESS_SECONDS, signAccess } from './access-token.ts';
import { ACCOUNT_POLICY, ADDRESS_POLICY, tooManyTries } from './attempts.ts';
import { recordAudit } from './audit-entry.ts';
import type { AuthDeps, Origin } from './auth-deps.ts';
import { passwordMatches } from './password.ts';
import { mustUseSecondFactor, spendSecondFactor, usesSecondFactor } from './second-factor.ts';
import { sha256 } from './secret-token.ts';
import { type StartedSession, rotateRefreshToken, startSession } from './sessions.ts';
import { USE_SSO, barrier, closedToPasswords } from './sso-reach.ts';

/** What signing in, signing up and renewing answer. */
export type Signed = {
  readonly token: string;
  readonly refreshToken: string;
  /** Seconds that `token` lives. */
  readonly expiresIn: number;
  readonly user: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    /** In the organization of this session. */
    readonly role: Role;
  };
  readonly organization: { readonly id: string; readonly name: string; readonly slug: string };
  /** The token opens only the set-up of the second factor, which the organization asks for. */
  readonly mustSetUpSecondFactor: boolean;
};

/** The demo workspace's people. They can sign in only where `DEMO` is on. */
const DEMO_ADDRESS = /@demo\.test$/;

export const normalEmail = (email: string): string => email.trim().toLowerCase();

export const isDemoAddress = (email: string): boolean => DEMO_ADDRESS.test(email);

export type Credentials = {
  readonly email: string;
  readonly password: string;
  /** Of the second factor, where the account has one. */
  readonly code?: string | undefined;
};

/**
 * Signs in with a password and, where the account has one, a code. An unknown address, a wrong password and a demo
 * sign-in outside demo mode get the same answer after the same work. A missing or wrong code is AUTHENTICATION_ERROR
 * with a detail for the field `code`.
 */
export async function signIn(
  deps: AuthDeps,
  credentials: Credentials,
  origin: Origin,
): Promise<Outcome<Signed>> {
  const email = normalEmail(credentials.email);
  const keys = keysOf(email, origin);
  const wait = await begin(deps, keys);
  if (wait !== null) return tooManyTries(wait);
  const user = await deps.db.system((tx) => tx.user.findUnique({ where: { email } }));
  const matches = await passwordMatches(credentials.password, user?.passwordHash);
  if (!matches || user === null || (isDemoAddress(email) && !deps.settings.demo)) return WRONG;
  const factor = await deps.db.system((tx) => judgeFactor(tx, deps, user.id, credentials.code));
  if (factor === 'missing') await Promise.all(keys.map((key) => deps.attempts.undo(key)));
  if (factor !== 'fine') return factor === 'missing' ? CODE_NEEDED : CODE_WRONG;
  await Promise.all([deps.attempts.clear(keys[0]), deps.attempts.undo(keys[1])]);
  return openSession(deps, user, origin);
}

export type Person = { readonly id: string; readonly email: string; readonly name: string };

type Place = {
  /** Else the one they were in last. */
  readonly organizationId?: string;
  /** They proved it at the organization's own provider: the session opens no other one. */
  readonly pinned?: boolean;
};

/** Begins a session of somebody who has proved who they are, in an organization that takes this kind of proof. */
export async function openSession(
  deps: AuthDeps,
  user: Person,
  origin: Origin,
  { organizationId, pinned = false }: Place = {},
): Promise<Outcome<Signed>> {
  const now = deps.now();
  const opened = await deps.db.system(async (tx) => {
    const closed = pinned ? new Set<string>() : await closedToPasswords(tx, user.id);
    const home = organizationId ?? (await lastOrganization(tx, user.id, closed));
    if (home === null || closed.has(home)) return closed.size === 0 ? NO_ORGANIZATION : USE_SSO;
    const session = { userId: user.id, organizationId: home };
    const started = await startSession(tx, { ...session, pinned }, origin, now);
    const resourceId = started.sessionId;
    const entry = { ...session, action: 'session.started', resource: 'session', resourceId };
    await recordAudit(tx, { ...entry, data: { sso: pinned } }, origin);
    return done({ ...started, organizationId: home });
  });
  return opened.ok ? signedAnswer(deps, user, opened.value) : opened;
}

/** Trades a refresh token for the next pair. See {@link rotateRefreshToken} for its refusals. */
export async function renew(deps: AuthDeps, refreshToken: string): Promise<Outcome<Signed>> {
  const rotated = await rotateRefreshToken(deps, refreshToken);
  if (!rotated.ok) return rotated;
  const { userId } = rotated.value;
  const user = await deps.db.system((tx) => tx.user.findUniqueOrThrow({ where: { id: userId } }));
  if (isDemoAddress(user.email) && !deps.settings.demo) return WRONG;
  return signedAnswer(deps, user, rotated.value);
}

/** Moves a session to another organization of its user: a new access token, the same refresh family. */
export async function switchOrganization(
  deps: AuthDeps,
  session: { readonly userId: string; readonly sessionId: string },
  organizationId: string,
): Promise<Outcome<Omit<Signed, 'refreshToken'>>> {
  const moved = await deps.db.system(async (tx) => {
    const found = await tx.membership.findFirst({
      where: {
        userId: session.userId,
        organizationId,
        active: true,
        organization: { deletedAt: null },
      },
      include: { user: true },
    });
    if (found === null) return refuse('NOT_FOUND', 'There is no such organization.');
    const refusal = await barrier(tx, session, organizationId);
    if (refusal !== null) return { ok: false, refusal } as const;
    await tx.session.update({ where: { id: session.sessionId }, data: { organizationId } });
    return done(found.user);
  });
  if (!moved.ok) return moved;
  return accessAnswer(deps, moved.value, { sessionId: session.sessionId, organizationId });
}

async function signedAnswer(
  deps: AuthDeps,
  user: Person,
  session: StartedSession & { readonly organizationId: string },
): Promise<Outcome<Signed>> {
  const answer = await accessAnswer(deps, user, session);
  return answer.ok ? done({ ...answer.value, refreshToken: session.refreshToken }) : answer;
}

/**
 * An access token for a session, limited where its user still has to set up a second factor. A pinned session needs none
 * of ours. Refused where the organization has come to ask for another kind of sign-in.
 */
export async function accessAnswer(
  deps: AuthDeps,
  user: Person,
  { sessionId, organizationId }: { readonly sessionId: string; readonly organizationId: string },
): Promise<Outcome<Omit<Signed, 'refreshToken'>>> {
  const { refusal, membership, mustSetUpSecondFactor } = await deps.db.system(async (tx) => ({
    refusal: await barrier(tx, { userId: user.id, sessionId }, organizationId),
    membership: await tx.membership.findFirst({
      where: { userId: user.id, organizationId, active: true, organization: { deletedAt: null } },
      include: { organization: true },
    }),
    mustSetUpSecondFactor:
      (await mustUseSecondFactor(tx, organizationId, user.id)) &&
      !(await usesSecondFactor(tx, user.id)) &&
      (await tx.session.count({ where: { id: sessionId, pinned: true } })) === 0,
  }));
  if (refusal !== null) return { ok: false, refusal };
  if (membership === null || !isRole(membership.role)) return NO_ORGANIZATION;
  const claims = { userId: user.id, sessionId, organizationId };
  const { id, name, slug } = membership.organization;
  return done({
    token: await signAccess(deps, claims, mustSetUpSecondFactor ? 'mfa-setup' : 'full'),
    expiresIn: ACCESS_SECONDS,
    user: { id: user.id, email: user.email, name: user.name, role: membership.role },
    organization: { id, name, slug },
    mustSetUpSecondFactor,
  });
}

async function judgeFactor(
  tx: Tx,
  deps: AuthDeps,
  userId: string,
  code: string | undefined,
): Promise<'fine' | 'missing' | 'wrong'> {
  if (!(await usesSecondFactor(tx, userId))) return 'fine';
  if (code === undefined || code === '') return 'missing';
  return (await spendSecondFactor(tx, deps, userId, code)) ? 'fine' : 'wrong';
}

/** Where the user was last, as far as they still belong there; else where they have been longest. */
async function lastOrganization(
  tx: Tx,
  userId: string,
  closed: ReadonlySet<string>,
): Promise<string | null> {
  const memberships = await tx.membership.findMany({
    where: { userId, active: true, organization: { deletedAt: null } },
    orderBy: { createdAt: 'asc' },
  });
  const homes = memberships.map((one) => one.organizationId).filter((id) => !closed.has(id));
  const last = await tx.session.findFirst({
    where: { userId, organizationId: { in: homes } },
    orderBy: { lastSeenAt: 'desc' },
  });
  return last?.organizationId ?? homes[0] ?? null;
}

/** The account's key first, hashed: no address lies in the counters' store. */
const keysOf = (email: string, origin: Origin): readonly [string, string] => [
  `account:${Buffer.from(sha256(email)).toString('base64url')}`,
  `address:${networkOf(origin.ip ?? 'unknown')}`,
];

async function begin(deps: AuthDeps, keys: readonly [string, string]): Promise<number | null> {
  const byAddress = await deps.attempts.begin(keys[1], ADDRESS_POLICY);
  if (byAddress !== null) return byAddress;
  const byAccount = await deps.attempts.begin(keys[0], ACCOUNT_POLICY);
  // No password was tried: the address is none the worse for it.
  if (byAccount !== null) await deps.attempts.undo(keys[1]);
  return byAccount;
}

const WRONG = refuse('AUTHENTICATION_ERROR', 'E-mail or password is not right.');

const CODE_NEEDED = refuse('AUTHENTICATION_ERROR', 'This account asks for a code.', [
  { field: 'code', message: 'The six digits that your authenticator app shows' },
]);

const CODE_WRONG = refuse('AUTHENTICATION_ERROR', 'That code is not right.', [
  { field: 'code', message: 'Not right, or used already. Codes change every 30 seconds.' },
]);

const NO_ORGANIZATION = refuse(
  'AUTHORIZATION_ERROR',
  'You belong to no organization. Ask an admin for an invitation.',
);
