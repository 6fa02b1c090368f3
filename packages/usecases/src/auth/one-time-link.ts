import type { Settings } from '@frontdesk/core/settings';
import type { Tx } from '@frontdesk/db/client';
import { newSecret, sha256 } from './secret-token.ts';

export type LinkKind = 'password_reset' | 'invitation';

type Kind = { readonly path: string; readonly livesMs: number };

const KINDS: Readonly<Record<LinkKind, Kind>> = {
  password_reset: { path: '/reset-password', livesMs: 60 * 60_000 },
  invitation: { path: '/invitation', livesMs: 7 * 24 * 60 * 60_000 },
};

type Subject = {
  readonly kind: LinkKind;
  readonly userId: string;
  readonly organizationId?: string;
};

/** Makes a link that works once; earlier ones of its kind for the same person and organization stop working. */
export async function createLink(
  tx: Tx,
  settings: Pick<Settings, 'baseUrl'>,
  subject: Subject,
  now: Date,
): Promise<string> {
  const { path, livesMs } = KINDS[subject.kind];
  const { kind, userId, organizationId = null } = subject;
  await tx.oneTimeToken.updateMany({
    where: { kind, userId, organizationId, usedAt: null },
    data: { usedAt: now },
  });
  const token = newSecret();
  const expiresAt = new Date(now.getTime() + livesMs);
  await tx.oneTimeToken.create({
    data: { hash: sha256(token), kind, userId, organizationId, expiresAt },
  });
  return `${settings.baseUrl}${path}?token=${token}`;
}

type LinkSubject = { readonly userId: string; readonly organizationId: string | null };

/** Whom a link is for, without spending it. */
export async function peekLink(
  tx: Tx,
  kind: LinkKind,
  token: string,
  now: Date,
): Promise<LinkSubject | null> {
  return tx.oneTimeToken.findFirst({
    where: { hash: sha256(token), kind, usedAt: null, expiresAt: { gt: now } },
    select: { userId: true, organizationId: true },
  });
}

/** Spends a link: of all that try, one gets its subject. Null for one that is unknown, used or too old. */
export async function spendLink(
  tx: Tx,
  kind: LinkKind,
  token: string,
  now: Date,
): Promise<LinkSubject | null> {
  const hash = sha256(token);
  const spent = await tx.oneTimeToken.updateMany({
    where: { hash, kind, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  if (spent.count === 0) return null;
  return tx.oneTimeToken.findUnique({
    where: { hash },
    select: { userId: true, organizationId: true },
  });
}
