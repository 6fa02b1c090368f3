import { documentName } from '@frontdesk/core/document-name';
import { newId } from '@frontdesk/core/ids';
import { type Db, createDb } from '@frontdesk/db/client';
import { compactDocument } from '@frontdesk/db/document-compaction';
import { mintDocument, openDocumentStore } from '@frontdesk/db/document-store';
import type { DocumentKey, DocumentStore } from '@frontdesk/documents/server/document-store';
import { openSyncPlace } from '../sync/sync-place.ts';

/** A gateway process on a Postgres that keeps what it commits, and an owner who makes documents there. */
export type DocsPlace = {
  /** The same documents, without the gateway. */
  readonly store: DocumentStore;
  /** Like `documents`, for the store. */
  keys(count: number, initial: Uint8Array): Promise<readonly DocumentKey[]>;
  /** Makes so many documents with the same beginning; the addresses at which a client opens them. */
  documents(count: number, initial?: Uint8Array): Promise<readonly string[]>;
  stop(): Promise<void>;
};

type Owner = { readonly organizationId: string; readonly userId: string };

export async function openDocsPlace(): Promise<DocsPlace> {
  const place = await openSyncPlace();
  const owner = await place.owner();
  const db = createDb({ url: place.databaseUrl, poolSize: 4 });
  const at = place.url.replace('http', 'ws');
  return {
    store: openDocumentStore(db),
    async keys(count, initial) {
      const names = await makeProcedures(db, owner, { count, initial });
      return names.map((name) => ({ organizationId: owner.organizationId, name }));
    },
    async documents(count, initial) {
      const names = await makeProcedures(db, owner, { count, initial });
      return names.map((name) => `${at}/yjs/${name}?token=${owner.token}`);
    },
    async stop() {
      await db.close();
      await place.stop();
    },
  };
}

/** Procedures, whose documents need no inbox. */
async function makeProcedures(
  db: Db,
  { organizationId, userId }: Owner,
  { count, initial }: { readonly count: number; readonly initial: Uint8Array | undefined },
): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, () => newId());
  const head = { organizationId, scopeId: organizationId, title: 'Bench', keywords: [] };
  const data = ids.map((id) => ({ id, ...head, autonomy: 'suggest' }));
  await db.asWorker((tx) => tx.sop.createMany({ data }));
  const names = ids.map((id) => documentName({ kind: 'sop', id }));
  const begun = initial && { data: new Uint8Array(initial), userId };
  for (const name of names)
    await db.asWorker(async (tx) => {
      const document = { organizationId, name, scopeId: organizationId, conversationId: null };
      await mintDocument(tx, document, begun);
      await compactDocument(tx, document);
    });
  return names;
}
