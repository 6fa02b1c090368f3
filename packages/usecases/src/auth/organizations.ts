import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { type Role, isRole } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import { recordAudit } from './audit-entry.ts';
import type { AuthDeps, Origin } from './auth-deps.ts';
import type { Member } from './rights.ts';
import { closeSockets } from './sessions.ts';

const COLUMNS = {
  id: true,
  name: true,
  slug: true,
  timezone: true,
  requireMfa: true,
  createdAt: true,
  updatedAt: true,
  rev: true,
} as const;

export type OrganizationView = {
  id: string;
  name: string;
  slug: string;
  timezone: string;
  requireMfa: boolean;
  createdAt: Date;
  updatedAt: Date;
  rev: number;
};

/** The organizations of a user, with their role there; in a `system` transaction, since they are several. */
export async function listOrganizations(
  tx: Tx,
  userId: string,
): Promise<(OrganizationView & { role: Role })[]> {
  const rows = await tx.membership.findMany({
    where: { userId, active: true, organization: { deletedAt: null } },
    select: { role: true, organization: { select: COLUMNS } },
    orderBy: { createdAt: 'asc' },
  });
  return rows.flatMap(({ role, organization }) =>
    isRole(role) ? [{ ...organization, role }] : [],
  );
}

/** One organization of the member's. */
export const readOrganization = (
  tx: Tx,
  organizationId: string,
): Promise<OrganizationView | null> =>
  tx.organization.findUnique({ where: { id: organizationId, deletedAt: null }, select: COLUMNS });

export type OrganizationChange = {
  readonly name?: string;
  readonly timezone?: string;
  readonly requireMfa?: boolean;
};

/** Changes an organization; CONFLICT when it does not stand at `ifRev`. */
export async function updateOrganization(
  deps: Pick<AuthDeps, 'db'>,
  member: Member,
  change: OrganizationChange & { readonly ifRev: number | undefined },
  origin: Origin,
): Promise<Outcome<OrganizationView>> {
  const { organizationId, userId } = member;
  const { ifRev, ...fields } = change;
  return deps.db.withOrg(organizationId, async (tx) => {
    const changed = await tx.organization.updateMany({
      where: { id: organizationId, ...(ifRev === undefined ? {} : { rev: ifRev }) },
      data: { ...fields, rev: { increment: 1 } },
    });
    if (changed.count === 0) return refuse('CONFLICT', 'This has changed since you read it.');
    await recordAudit(
      tx,
      {
        organizationId,
        userId,
        action: 'organization.updated',
        resource: 'organization',
        resourceId: organizationId,
        data: { fields: Object.keys(fields).join(' ') },
      },
      origin,
    );
    const row = await readOrganization(tx, organizationId);
    return row === null ? refuse('NOT_FOUND', 'There is no such organization.') : done(row);
  });
}

/** Ends an organization: nobody gets in any more, and its inboxes take nothing. Its rows stay until erased. */
export async function deleteOrganization(
  deps: Pick<AuthDeps, 'db' | 'bus' | 'now' | 'log'>,
  member: Member,
  origin: Origin,
): Promise<void> {
  const { organizationId, userId } = member;
  const now = deps.now();
  const userIds = await deps.db.system(async (tx) => {
    await tx.organization.update({ where: { id: organizationId }, data: { deletedAt: now } });
    await tx.session.updateMany({
      where: { organizationId, revokedAt: null },
      data: { revokedAt: now },
    });
    const entry = {
      organizationId,
      userId,
      action: 'organization.deleted',
      resource: 'organization',
    };
    await recordAudit(tx, { ...entry, resourceId: organizationId }, origin);
    const members = await tx.membership.findMany({
      where: { organizationId },
      select: { userId: true },
    });
    return members.map((one) => one.userId);
  });
  await Promise.all(userIds.map((id) => closeSockets(deps, id)));
}
