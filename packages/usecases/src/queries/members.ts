import { type Role, isRole } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';

export type MemberView = {
  /** The user's id. */
  id: string;
  membershipId: string;
  email: string;
  name: string;
  role: Role;
  active: boolean;
  status: 'ACTIVE' | 'INVITED' | 'INACTIVE';
  secondFactor: boolean;
  teamIds: string[];
  createdAt: Date;
  updatedAt: Date;
  rev: number;
};

/**
 * The members of an organization with their addresses, invited ones included. Runs in a `system` transaction, since
 * addresses and invitations lie outside organizations; so it names the organization itself.
 */
export async function listMembers(
  tx: Tx,
  organizationId: string,
  now: Date,
  userId?: string,
): Promise<MemberView[]> {
  const rows = await tx.membership.findMany({
    where: { organizationId, ...(userId === undefined ? {} : { userId }) },
    include: { user: { select: { email: true, mfa: { select: { confirmedAt: true } } } } },
    orderBy: [{ displayName: 'asc' }, { id: 'asc' }],
  });
  const teams = await tx.teamMember.findMany({
    where: { organizationId, membershipId: { in: rows.map((row) => row.id) } },
    select: { membershipId: true, teamId: true },
  });
  const invited = await tx.oneTimeToken.findMany({
    where: { organizationId, kind: 'invitation', usedAt: null, expiresAt: { gt: now } },
    select: { userId: true },
  });
  const invitedIds = new Set(invited.map((one) => one.userId));
  return rows.flatMap((row) => {
    if (!isRole(row.role)) return [];
    const pending = invitedIds.has(row.userId) ? 'INVITED' : 'INACTIVE';
    return [
      {
        id: row.userId,
        membershipId: row.id,
        email: row.user.email,
        name: row.displayName,
        role: row.role,
        active: row.active,
        status: row.active ? ('ACTIVE' as const) : (pending satisfies MemberView['status']),
        secondFactor: row.user.mfa?.confirmedAt != null,
        teamIds: teams.filter((one) => one.membershipId === row.id).map((one) => one.teamId),
        createdAt: row.createdAt,
        updatedAt: row.updatedAt,
        rev: row.rev,
      },
    ];
  });
}
