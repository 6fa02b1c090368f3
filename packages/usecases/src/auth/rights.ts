import { type Permission, type Rights, isRole } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import { directly } from '@frontdesk/db/directly';

/** A user as a member of one organization, as it is now. */
export type Member = {
  readonly membershipId: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly displayName: string;
  readonly rights: Rights;
};

type Row = { membershipId: string; displayName: string; role: string; inboxIds: string[] };

/**
 * Reads what a user may do in an organization, from membership, grants and teams. Called on every use: no token carries
 * rights. Null for a stranger, a deactivated member and a deleted organization.
 */
export async function loadRights(
  tx: Tx,
  organizationId: string,
  userId: string,
  keyScopes?: ReadonlySet<Permission>,
): Promise<Member | null> {
  const [row] = await directly(tx).query<Row>`
    select m.id as "membershipId", m.display_name as "displayName", m.role,
      array(
        select g.inbox_id from inbox_grants g where g.membership_id = m.id
        union
        select g.inbox_id from inbox_grants g
          join team_members t on t.team_id = g.team_id where t.membership_id = m.id
      ) as "inboxIds"
    from memberships m
    join organizations o on o.id = m.organization_id and o.deleted_at is null
    where m.organization_id = ${organizationId}::uuid and m.user_id = ${userId}::uuid and m.active`;
  if (row === undefined || !isRole(row.role)) return null;
  const rights: Rights = {
    role: row.role,
    inboxIds: new Set(row.inboxIds),
    ...(keyScopes === undefined ? {} : { keyScopes }),
  };
  return {
    membershipId: row.membershipId,
    organizationId,
    userId,
    displayName: row.displayName,
    rights,
  };
}
