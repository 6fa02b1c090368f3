import {
  DOCUMENT_PERMISSIONS,
  type DocumentOf,
  parseDocumentName,
} from '@frontdesk/core/document-name';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { can } from '@frontdesk/core/roles';
import type { Db, Tx } from '@frontdesk/db/client';
import { mintDocument } from '@frontdesk/db/document-store';
import type { Member } from '../auth/rights.ts';

/** What a member may do with a document that he may open. */
export type DocumentAccess = {
  /** Rows after whose change this may not hold any more. */
  readonly concerns: readonly string[];
  readonly mayWrite: boolean;
};

type Belonging = { readonly scopeId: string; readonly conversationId: string | null };

type Found = Belonging & { readonly closedAt: Date | null };

/**
 * Makes the document if this is the first time that it is opened and what it is of is there. NOT_FOUND also for what is out of the
 * member's reach. Rejects when the database is away.
 */
export async function documentAccess(
  db: Db,
  { organizationId, rights }: Pick<Member, 'organizationId' | 'rights'>,
  name: string,
): Promise<Outcome<DocumentAccess>> {
  const of = parseDocumentName(name);
  if (!of) return NO_DOCUMENT;
  const { read, write } = DOCUMENT_PERMISSIONS[of.kind];
  return db.withOrg(organizationId, async (tx) => {
    const made = await tx.document.findUnique({
      where: { organizationId_name: { organizationId, name } },
      select: { scopeId: true, conversationId: true, closedAt: true },
    });
    if (of.kind === 'sop' && !(await isThere(tx, of.id))) return NO_DOCUMENT;
    const document = made ?? (await beginningOf(tx, organizationId, of));
    if (!document) return NO_DOCUMENT;
    const { scopeId, conversationId, closedAt } = document;
    const inboxId = conversationId === null ? undefined : scopeId;
    if (!can(rights, read, inboxId)) return NO_DOCUMENT;
    if (!made) await mintDocument(tx, { organizationId, name, scopeId, conversationId });
    const mayWrite = closedAt === null && can(rights, write, inboxId);
    return done({ concerns: [conversationId ?? of.id], mayWrite });
  });
}

const NO_DOCUMENT = refuse('NOT_FOUND', 'There is no such document.');

const isThere = async (tx: Tx, sopId: string): Promise<boolean> =>
  (await tx.sop.count({ where: { id: sopId, deletedAt: null } })) > 0;

/** Where a document that nobody has opened yet belongs; null: to nothing that is there. */
async function beginningOf(tx: Tx, organizationId: string, of: DocumentOf): Promise<Found | null> {
  if (of.kind === 'sop') return { scopeId: organizationId, conversationId: null, closedAt: null };
  if (of.kind === 'note') {
    const note = await tx.note.findUnique({
      where: { id: of.id },
      select: { scopeId: true, conversationId: true },
    });
    return note && { ...note, closedAt: null };
  }
  const conversation = await tx.conversation.findUnique({
    where: { id: of.id },
    select: { scopeId: true },
  });
  // One reply at a time: the next one begins when the one before it has been sent.
  if (!conversation || of.n !== (await draftsSent(tx, of.id)) + 1) return null;
  return { scopeId: conversation.scopeId, conversationId: of.id, closedAt: null };
}

const draftsSent = (tx: Tx, conversationId: string): Promise<number> =>
  tx.document.count({
    where: { conversationId, name: { startsWith: 'draft:' }, closedAt: { not: null } },
  });
