import { DOCUMENT_PERMISSIONS, parseDocumentName } from '@frontdesk/core/document-name';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { can } from '@frontdesk/core/roles';
import type { Db } from '@frontdesk/db/client';
import type { Member } from '../auth/rights.ts';

/** What a member may do with a document that he may open. */
export type DocumentAccess = {
  readonly conversationId: string | null;
  readonly mayWrite: boolean;
};

/** NOT_FOUND also for what is out of the member's reach. Rejects when the database is away. */
export async function documentAccess(
  db: Db,
  { organizationId, rights }: Pick<Member, 'organizationId' | 'rights'>,
  name: string,
): Promise<Outcome<DocumentAccess>> {
  const of = parseDocumentName(name);
  if (!of) return NO_DOCUMENT;
  const document = await db.withOrg(organizationId, (tx) =>
    tx.document.findUnique({
      where: { organizationId_name: { organizationId, name } },
      select: { scopeId: true, conversationId: true },
    }),
  );
  if (!document) return NO_DOCUMENT;
  const inboxId = document.conversationId === null ? undefined : document.scopeId;
  const { read, write } = DOCUMENT_PERMISSIONS[of.kind];
  if (!can(rights, read, inboxId)) return NO_DOCUMENT;
  return done({ conversationId: document.conversationId, mayWrite: can(rights, write, inboxId) });
}

const NO_DOCUMENT = refuse('NOT_FOUND', 'There is no such document.');
