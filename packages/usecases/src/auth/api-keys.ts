import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import { type Permission, can, isPermission } from '@frontdesk/core/roles';
import type { Db } from '@frontdesk/db/client';
import { recordAudit } from './audit-entry.ts';
import type { AuthDeps, Origin } from './auth-deps.ts';
import type { Member } from './rights.ts';
import { newSecret, sha256 } from './secret-token.ts';

/** `fd_live_<12 hex digits to find it by>_<43 characters of secret>` */
const SHAPE = /^fd_live_([\da-f]{12})_([\w-]{43})$/;

/** How often the last use of a key is written down. */
const LAST_USED_EVERY_MS = 60_000;

export const looksLikeApiKey = (token: string): boolean => token.startsWith('fd_');

export type ApiKeyView = {
  readonly id: string;
  readonly name: string;
  /** The start of the key, to recognise it by. */
  readonly prefix: string;
  readonly scopes: string[];
  readonly createdAt: string;
  readonly createdById: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
};

export type NewApiKey = {
  readonly name: string;
  readonly scopes: readonly Permission[];
  readonly expiresAt?: Date | undefined;
};

/**
 * Makes a key that acts as the member who made it, within its scopes; it ends with their membership. The whole key is
 * in this answer and nowhere else. AUTHORIZATION_ERROR for a scope that the member does not have.
 */
export async function createApiKey(
  db: Db,
  member: Member,
  key: NewApiKey,
  origin: Origin,
): Promise<Outcome<ApiKeyView & { readonly key: string }>> {
  const beyond = key.scopes.filter((scope) => !can(member.rights, scope));
  if (beyond.length > 0) {
    return refuse('AUTHORIZATION_ERROR', `You do not have ${beyond.join(', ')} yourself.`);
  }
  const prefix = randomBytes(6).toString('hex');
  const secret = newSecret();
  const row = await db.withOrg(member.organizationId, async (tx) => {
    const created = await tx.apiKey.create({
      data: {
        id: newId(),
        organizationId: member.organizationId,
        name: key.name,
        prefix,
        secretHash: sha256(secret),
        scopes: [...new Set(key.scopes)],
        createdById: member.userId,
        expiresAt: key.expiresAt ?? null,
      },
    });
    await recordAudit(
      tx,
      {
        organizationId: member.organizationId,
        userId: member.userId,
        action: 'apiKey.created',
        resource: 'apiKey',
        resourceId: created.id,
        data: { scopes: created.scopes.join(' ') },
      },
      origin,
    );
    return created;
  });
  return done({ ...viewOf(row), key: `fd_live_${prefix}_${secret}` });
}

/** The organization's live keys. */
export async function listApiKeys(db: Db, organizationId: string): Promise<ApiKeyView[]> {
  const rows = await db.withOrg(organizationId, (tx) =>
    tx.apiKey.findMany({
      where: { organizationId, revokedAt: null },
      orderBy: { createdAt: 'desc' },
    }),
  );
  return rows.map(viewOf);
}

/** Ends a key at once. */
export async function revokeApiKey(
  deps: Pick<AuthDeps, 'db' | 'now'>,
  member: Member,
  id: string,
  origin: Origin,
): Promise<Outcome<null>> {
  const { organizationId, userId } = member;
  const now = deps.now();
  return deps.db.withOrg(organizationId, async (tx) => {
    const ended = await tx.apiKey.updateMany({
      where: { id, organizationId, revokedAt: null },
      data: { revokedAt: now },
    });
    if (ended.count === 0) return refuse('NOT_FOUND', 'There is no such key.');
    const entry = {
      organizationId,
      userId,
      action: 'apiKey.revoked',
      resource: 'apiKey',
      resourceId: id,
    };
    await recordAudit(tx, entry, origin);
    return done(null);
  });
}

export type KeyHolder = {
  readonly id: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly scopes: ReadonlySet<Permission>;
};

/** Who a key stands for; null for one that is unknown, wrong, revoked or expired. */
export async function readApiKey(db: Db, key: string, now: Date): Promise<KeyHolder | null> {
  const [, prefix, secret] = SHAPE.exec(key) ?? [];
  if (prefix === undefined || secret === undefined) return null;
  return db.system(async (tx) => {
    const row = await tx.apiKey.findUnique({ where: { prefix } });
    if (row === null || !timingSafeEqual(row.secretHash, sha256(secret))) return null;
    if (row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= now)) return null;
    if (now.getTime() - (row.lastUsedAt?.getTime() ?? 0) > LAST_USED_EVERY_MS) {
      await tx.apiKey.update({ where: { prefix }, data: { lastUsedAt: now } });
    }
    const scopes = new Set(row.scopes.filter(isPermission));
    return { id: row.id, organizationId: row.organizationId, userId: row.createdById, scopes };
  });
}

type Row = {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  createdAt: Date;
  createdById: string;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
};

const viewOf = (row: Row): ApiKeyView => ({
  id: row.id,
  name: row.name,
  prefix: `fd_live_${row.prefix}`,
  scopes: row.scopes,
  createdAt: row.createdAt.toISOString(),
  createdById: row.createdById,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  expiresAt: row.expiresAt?.toISOString() ?? null,
});
