import { newId } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
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
  await tx.auditEntry.create({
    data: {
      id: newId(),
      organizationId: entry.organizationId,
      actorKind: entry.userId === null ? 'SYSTEM' : 'USER',
      actorId: entry.userId,
      action: entry.action,
      resource: entry.resource,
      resourceId: entry.resourceId ?? null,
      data: entry.data ?? {},
      ip: origin.ip ?? null,
      userAgent: origin.userAgent ?? null,
    },
  });
}
