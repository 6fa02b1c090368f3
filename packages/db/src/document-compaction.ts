import { compact } from '@frontdesk/documents/server/compact';
import type { DocumentKey } from '@frontdesk/documents/server/document-store';
import type { Db, Tx } from './client.ts';
import { documentPieces } from './document-pieces.ts';

/** A document waits for this many updates behind its snapshot, or until nobody has written for a while. */
const UPDATES = 200;
const IDLE_MS = 5 * 60_000;

/** In one go, so that others' turns come too. */
const DOCUMENTS = 20;

/**
 * Several may run at the same time. A document that cannot be compacted stays as it is, holds up no other, and is told to `onFailure`.
 * Rejects when the database is away.
 */
export async function compactDocuments(
  db: Db,
  now: Date,
  onFailure: (key: DocumentKey, error: unknown) => void,
): Promise<void> {
  const idleSince = new Date(now.getTime() - IDLE_MS);
  const due = await db.asWorker(
    (tx) => tx.$queryRaw<DocumentKey[]>`
      select organization_id as "organizationId", name from documents
      where head > compacted and (head - compacted >= ${UPDATES} or updated_at <= ${idleSince})
      order by updated_at limit ${DOCUMENTS}`,
  );
  for (const key of due) {
    try {
      await db.asWorker((tx) => compactDocument(tx, key));
    } catch (error) {
      onFailure(key, error);
    }
  }
}

/**
 * Makes a snapshot of a document's newest one and what stands behind it. The two newest snapshots are kept, and every update
 * behind the older of them, for whoever reads on from there. Deletes nothing that it has not read: numbers are given under the
 * document's lock, so that none below one that can be seen is still to come.
 */
export async function compactDocument(
  tx: Tx,
  { organizationId, name }: DocumentKey,
): Promise<void> {
  const lock = `document ${organizationId} ${name}`;
  const [got] = await tx.$queryRaw<{ is: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended(${lock}, 0)) as is`;
  if (!got?.is) return;
  const rows = await documentPieces(tx, { organizationId, name });
  const last = rows.at(-1);
  if (!last) return;
  const { upto } = last;
  const data = new Uint8Array(compact(rows.map((row) => row.data)));
  await tx.documentSnapshot.createMany({
    data: [{ organizationId, name, upto, data }],
    skipDuplicates: true,
  });
  await tx.$executeRaw`update documents set compacted = ${upto}
    where organization_id = ${organizationId}::uuid and name = ${name} and compacted < ${upto}`;
  await forget(tx, { organizationId, name });
}

async function forget(tx: Tx, key: DocumentKey): Promise<void> {
  const kept = await tx.documentSnapshot.findMany({
    where: key,
    orderBy: { upto: 'desc' },
    take: 2,
    select: { upto: true },
  });
  const older = kept[1]?.upto;
  if (older === undefined) return;
  await tx.documentSnapshot.deleteMany({ where: { ...key, upto: { lt: older } } });
  await tx.documentUpdate.deleteMany({ where: { ...key, n: { lte: older } } });
}
