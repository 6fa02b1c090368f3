import { must } from '@frontdesk/core/assert';
import {
  PERMISSIONS,
  type Permission,
  type Role,
  can,
  isRole,
  seesEveryInbox,
} from '@frontdesk/core/roles';
import type { Db } from '@frontdesk/db/client';
import type { Member } from '../auth/rights.ts';

export type Account = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly membershipId: string;
  readonly organization: {
    readonly id: string;
    readonly name: string;
    readonly slug: string;
    readonly timezone: string;
  };
  readonly organizations: { readonly id: string; readonly name: string; readonly role: Role }[];
  /** Null: every inbox. */
  readonly inboxIds: string[] | null;
  readonly permissions: Permission[];
  readonly secondFactor: boolean;
};

/** A member's own account: across organizations, therefore not through row-level security but by user id. */
export async function readAccount(db: Db, member: Member): Promise<Account> {
  const user = await db.system((tx) =>
    tx.user.findUniqueOrThrow({
      where: { id: member.userId },
      include: {
        mfa: true,
        memberships: {
          where: { active: true, organization: { deletedAt: null } },
          include: { organization: true },
          orderBy: { createdAt: 'asc' },
        },
      },
    }),
  );
  const here = must(
    user.memberships.find((one) => one.organizationId === member.organizationId),
    'membership',
  );
  const { id, name, slug, timezone } = here.organization;
  const { rights } = member;
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: rights.role,
    membershipId: member.membershipId,
    organization: { id, name, slug, timezone },
    organizations: user.memberships.flatMap(({ role, organization }) =>
      isRole(role) ? [{ id: organization.id, name: organization.name, role }] : [],
    ),
    inboxIds: seesEveryInbox(rights) ? null : [...rights.inboxIds],
    permissions: (Object.keys(PERMISSIONS) as Permission[]).filter((one) => can(rights, one)),
    secondFactor: user.mfa?.confirmedAt != null,
  };
}
