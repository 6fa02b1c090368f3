import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import type { Db, Tx } from '@frontdesk/db/client';
import { recordAudit } from './audit-entry.ts';
import type { AuthDeps, Origin } from './auth-deps.ts';
import { newSecret, sha256 } from './secret-token.ts';

export const REFRESH_SECONDS = 7 * 24 * 60 * 60;

/**
 * How long after its use a refresh token counts as used twice by accident: two tabs of one browser renew at once, or
 * the answer was lost. Within it the second use gets no token, only the advice to look again; after it the token was
 * stolen, and its whole family ends.
 */
const RACE_GRACE_MS = 5_000;

export type StartedSession = { readonly sessionId: string; readonly refreshToken: string };

type NewSession = {
  readonly userId: string;
  readonly organizationId: string;
  /** It opens this organization only. */
  readonly pinned?: boolean;
};

/** Begins a session with the first refresh token of its family. */
export async function startSession(
  tx: Tx,
  session: NewSession,
  origin: Origin,
  now: Date,
): Promise<StartedSession> {
  const sessionId = newId();
  await tx.session.create({
    data: {
      id: sessionId,
      userId: session.userId,
      organizationId: session.organizationId,
      pinned: session.pinned ?? false,
      ip: origin.ip ?? null,
      userAgent: origin.userAgent?.slice(0, 300) ?? null,
      lastSeenAt: now,
    },
  });
  const refreshToken = await issueRefreshToken(tx, sessionId, now);
  return { sessionId, refreshToken };
}

export type Rotated = StartedSession & {
  readonly userId: string;
  readonly organizationId: string;
};

/**
 * Trades a refresh token for the next one. A token counts once, however many ask at the same time: the others get
 * CONFLICT within {@link RACE_GRACE_MS}. Later reuse ends the session for everyone who holds a token of it. Whose membership has
 * ended gets AUTHORIZATION_ERROR about the field `organization`, as often as they ask.
 */
export async function rotateRefreshToken(
  deps: Pick<AuthDeps, 'db' | 'bus' | 'now' | 'log'>,
  refreshToken: string,
): Promise<Outcome<Rotated>> {
  const now = deps.now();
  const hash = sha256(refreshToken);
  // The verdict is returned, never thrown: a throw would roll the revocation back.
  const verdict = await deps.db.system(
    async (tx) => (await claim(tx, hash, now)) ?? judge(tx, hash, now),
  );
  if (!('why' in verdict)) return done(verdict);
  if (verdict.why === 'race') {
    const refusal = refuse('CONFLICT', 'This session was renewed a moment ago. Use the new token.');
    return { ok: false, refusal: { ...refusal.refusal, retryAfter: 1 } };
  }
  if (verdict.why === 'not_a_member') return NOT_A_MEMBER;
  if (verdict.why === 'reuse') {
    deps.log.warn({ sessionId: verdict.session.id }, 'refresh token used twice: session revoked');
    await closeSockets(deps, verdict.session.userId, verdict.session.id);
  }
  return refuse('AUTHENTICATION_ERROR', 'Sign in again.');
}

/** Another refusal than that of an old session: the browser deletes what it holds of the organization. */
const NOT_A_MEMBER = refuse(
  'AUTHORIZATION_ERROR',
  'You are not a member of this organization any more.',
  [{ field: 'organization', message: 'Its data is not yours to keep' }],
);

/** The atomic part: of all that present the token, one finds it unused. */
async function claim(tx: Tx, hash: Uint8Array<ArrayBuffer>, now: Date): Promise<Rotated | null> {
  const [row] = await tx.$queryRaw<{ sessionId: string; userId: string; organizationId: string }[]>`
    update refresh_tokens t set used_at = ${now}
      from sessions s
     where t.hash = ${hash} and t.used_at is null and t.expires_at > ${now}
       and s.id = t.session_id and s.revoked_at is null
       and exists (select from memberships m where m.user_id = s.user_id
         and m.organization_id = s.organization_id and m.active)
    returning s.id as "sessionId", s.user_id as "userId", s.organization_id as "organizationId"`;
  if (row === undefined) return null;
  await tx.session.update({ where: { id: row.sessionId }, data: { lastSeenAt: now } });
  return { ...row, refreshToken: await issueRefreshToken(tx, row.sessionId, now) };
}

type Verdict =
  | { readonly why: 'unknown' | 'race' | 'not_a_member' }
  | { readonly why: 'reuse'; readonly session: { readonly id: string; readonly userId: string } };

async function judge(tx: Tx, hash: Uint8Array<ArrayBuffer>, now: Date): Promise<Verdict> {
  const token = await tx.refreshToken.findUnique({ where: { hash }, include: { session: true } });
  if (token === null || token.session.revokedAt !== null) return { why: 'unknown' };
  if (token.usedAt === null) return { why: token.expiresAt > now ? 'not_a_member' : 'unknown' };
  if (now.getTime() - token.usedAt.getTime() < RACE_GRACE_MS) return { why: 'race' };
  const { session } = token;
  await tx.session.updateMany({
    where: { id: session.id, revokedAt: null },
    data: { revokedAt: now },
  });
  await recordAudit(tx, {
    organizationId: session.organizationId,
    userId: session.userId,
    action: 'session.reuseDetected',
    resource: 'session',
    resourceId: session.id,
  });
  return { why: 'reuse', session: { id: session.id, userId: session.userId } };
}

async function issueRefreshToken(tx: Tx, sessionId: string, now: Date): Promise<string> {
  const raw = newSecret();
  const expiresAt = new Date(now.getTime() + REFRESH_SECONDS * 1000);
  await tx.refreshToken.create({ data: { hash: sha256(raw), sessionId, expiresAt } });
  return raw;
}

export type SessionView = {
  readonly id: string;
  readonly userAgent: string | null;
  readonly ip: string | null;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  /** Whether it is the one that asks. */
  readonly current: boolean;
};

/** The live sessions of a user, newest use first. */
export async function listSessions(
  db: Db,
  userId: string,
  current: string | null,
  now: Date,
): Promise<SessionView[]> {
  const rows = await db.system((tx) =>
    tx.session.findMany({
      where: {
        userId,
        revokedAt: null,
        tokens: { some: { usedAt: null, expiresAt: { gt: now } } },
      },
      orderBy: { lastSeenAt: 'desc' },
    }),
  );
  return rows.map((row) => ({
    id: row.id,
    userAgent: row.userAgent,
    ip: row.ip,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    current: row.id === current,
  }));
}

/** Ends one session of the user's own; its sockets close at once. NOT_FOUND when it is not theirs. */
export async function revokeSession(
  deps: Pick<AuthDeps, 'db' | 'bus' | 'now' | 'log'>,
  userId: string,
  sessionId: string,
): Promise<Outcome<null>> {
  const ended = await deps.db.system((tx) =>
    tx.session.updateMany({
      where: { id: sessionId, userId, revokedAt: null },
      data: { revokedAt: deps.now() },
    }),
  );
  if (ended.count === 0) return refuse('NOT_FOUND', 'There is no such session.');
  await closeSockets(deps, userId, sessionId);
  return done(null);
}

/** Ends every session of a user in the current transaction, but for one to keep. Afterwards call {@link closeSockets}. */
export async function revokeEverySession(
  tx: Tx,
  userId: string,
  now: Date,
  keep?: string,
): Promise<void> {
  await tx.session.updateMany({
    where: { userId, revokedAt: null, ...(keep === undefined ? {} : { id: { not: keep } }) },
    data: { revokedAt: now },
  });
}

/**
 * Tells every gateway that this user's access has changed: sockets of revoked sessions close. A lost hint costs
 * time only, since access is read again on every use; so a dead bus does not fail what has been committed.
 */
export async function closeSockets(
  deps: Pick<AuthDeps, 'bus' | 'log'>,
  userId: string,
  sessionId?: string,
): Promise<void> {
  try {
    await deps.bus.publish('access', sessionId === undefined ? { userId } : { userId, sessionId });
  } catch (error) {
    deps.log.warn({ userId, error: String(error) }, 'the bus did not take a change of access');
  }
}
