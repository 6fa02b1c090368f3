import { type Role, isRole } from '@frontdesk/core/roles';
import type { Db } from '@frontdesk/db/client';
import type { LogHead } from '@frontdesk/sync/server/change-log';

/** What a member's replica may hold, and the place in the log at which that was true. */
export type SyncAccess = {
  readonly membershipId: string;
  readonly displayName: string;
  readonly role: Role;
  readonly head: LogHead;
  /** Workspace, own and inbox scopes. */
  readonly scopes: ReadonlySet<string>;
};

type Row = {
  membershipId: string;
  displayName: string;
  role: string;
  inboxIds: string[];
  epoch: string;
  head: bigint;
  floor: bigint;
  tag: string;
};

/**
 * Reads a member's scopes together with the log's head: one statement, hence one snapshot, so that it is known which
 * grants of the log are in them. Null for who is no member any more. Rejects when the database is away.
 */
export async function readSyncAccess(
  db: Db,
  organizationId: string,
  userId: string,
): Promise<SyncAccess | null> {
  const [row] = await db.asWorker(
    (tx) => tx.$queryRaw<Row[]>`
      select m.id as "membershipId", m.display_name as "displayName", m.role,
        w.epoch::text, w.head, w.floor, w.tag::text,
        array(select a.inbox_id from inbox_access a where a.membership_id = m.id) as "inboxIds"
      from memberships m
      join organizations o on o.id = m.organization_id and o.deleted_at is null
      join sync_workspace w on w.workspace_id = m.organization_id
      where m.organization_id = ${organizationId}::uuid and m.user_id = ${userId}::uuid and m.active`,
  );
  if (row === undefined || !isRole(row.role)) return null;
  const seq = Number(row.head);
  return {
    membershipId: row.membershipId,
    displayName: row.displayName,
    role: row.role,
    head: { epoch: row.epoch, seq, tag: seq === 0 ? '' : row.tag, floor: Number(row.floor) },
    scopes: new Set([organizationId, row.membershipId, ...row.inboxIds]),
  };
}
