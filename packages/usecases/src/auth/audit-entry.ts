import { newId } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
import { directly } from '@frontdesk/db/directly';
import type { Origin } from './auth-deps.ts';

export type AuditEntry = {
  readonly organizationId: string;
  /** Null: nobody we know, or the system itself. */
  readonly userId: string | null;
  readonly action: string;
  readonly resource: string;
  readonly resourceId?: string;
  /** Ids, names of settings and counts; never a secret and never what a customer wrote. */
  readonly data?: Readonly<Record<string, string | number | boolean>>;
};

/** Writes one line of the organization's audit log in the current transaction. */
export async function recordAudit(tx: Tx, entry: AuditEntry, origin: Origin = {}): Promise<void> {
  await directly(tx).execute`
    insert into audit_log (id, organization_id, actor_kind, actor_id, action, resource, resource_id, data, ip, user_agent)
    values (${newId()}::uuid, ${entry.organizationId}::uuid, ${entry.userId === null ? 'SYSTEM' : 'USER'},
      ${entry.userId}::uuid, ${entry.action}, ${entry.resource}, ${entry.resourceId ?? null},
      ${JSON.stringify(entry.data ?? {})}::jsonb, ${origin.ip ?? null}, ${origin.userAgent ?? null})`;
}
