import { stageGrant, stageRevoke } from './change-log.ts';
import type { Tx } from './client.ts';

type Access = { readonly membershipId: string; readonly inboxId: string };

/**
 * Runs a change of grants, team members, roles, memberships or inboxes, and enters into the log which inboxes each member
 * gained and lost by it. Such changes of one organization take turns, else two could each miss what the other did.
 */
export async function logAccessChanges<T>(
  tx: Tx,
  organizationId: string,
  change: () => Promise<T>,
): Promise<T> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`access:${organizationId}`}, 0))`;
  const before = await readAccess(tx, organizationId);
  const result = await change();
  const after = await readAccess(tx, organizationId);
  for (const [key, access] of before) {
    if (!after.has(key)) await stageRevoke(tx, { workspaceId: organizationId, ...access });
  }
  for (const [key, access] of after) {
    if (!before.has(key)) await stageGrant(tx, { workspaceId: organizationId, ...access });
  }
  return result;
}

async function readAccess(tx: Tx, organizationId: string): Promise<Map<string, Access>> {
  const rows = await tx.$queryRaw<Access[]>`
    select membership_id as "membershipId", inbox_id as "inboxId"
    from inbox_access where organization_id = ${organizationId}::uuid`;
  return new Map(rows.map((row) => [`${row.membershipId} ${row.inboxId}`, row]));
}
