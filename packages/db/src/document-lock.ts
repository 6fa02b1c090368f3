import type { DocumentKey, StoredDocument } from '@frontdesk/documents/server/document-store';
import type { Tx } from './client.ts';
import { documentPieces } from './document-pieces.ts';

export type LockedDocument = StoredDocument & { readonly isClosed: boolean };

/** A document to which nobody's update is added until the transaction ends. Null: no such document. */
export async function lockDocument(
  tx: Tx,
  { organizationId, name }: DocumentKey,
): Promise<LockedDocument | null> {
  const [row] = await tx.$queryRaw<{ head: bigint; closedAt: Date | null }[]>`
    select head, closed_at as "closedAt" from documents
    where organization_id = ${organizationId}::uuid and name = ${name} for update`;
  if (!row) return null;
  // A statement of its own: it sees what was committed while the lock was waited for.
  const pieces = await documentPieces(tx, { organizationId, name });
  const updates = pieces.map(({ data }) => data);
  return { head: Number(row.head), updates, isClosed: row.closedAt !== null };
}

/** Takes no more updates from anybody, for good. */
export async function closeDocument(tx: Tx, { organizationId, name }: DocumentKey): Promise<void> {
  await tx.$executeRaw`update documents set closed_at = statement_timestamp()
    where organization_id = ${organizationId}::uuid and name = ${name} and closed_at is null`;
}
