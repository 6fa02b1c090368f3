import { seesEveryInbox } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import type { Member } from '../auth/rights.ts';
import { isShownToVisitor } from '../visitors/visitor-messages.ts';
import type { Visitor } from '../visitors/visitor.ts';

export type ShownFile = {
  readonly id: string;
  readonly fileName: string;
  readonly mimeType: string;
  /** Bytes. */
  readonly size: number;
  readonly hasThumbnail: boolean;
};

const COLUMNS = {
  id: true,
  fileName: true,
  mimeType: true,
  size: true,
  hasThumbnail: true,
} as const;

/** A file of a conversation that the member may see; null for any other, and for one that is not there yet. */
export const readFileFor = (
  tx: Tx,
  { organizationId, rights }: Member,
  id: string,
): Promise<ShownFile | null> =>
  tx.attachment.findFirst({
    where: {
      id,
      organizationId,
      state: 'READY',
      // A file's scope is its conversation's inbox.
      ...(seesEveryInbox(rights) ? {} : { scopeId: { in: [...rights.inboxIds] } }),
    },
    select: COLUMNS,
  });

/** A file of the visitor's own conversation, of a message that they may see. Runs as a worker: a visitor is no member. */
export async function readFileForVisitor(
  tx: Tx,
  { organizationId, inboxId, identityKey }: Visitor,
  id: string,
): Promise<ShownFile | null> {
  const file = await tx.attachment.findFirst({
    where: { id, organizationId, scopeId: inboxId, state: 'READY' },
    select: { ...COLUMNS, messageId: true, conversationId: true },
  });
  if (file === null || file.messageId === null) return null;
  const { messageId, conversationId, ...shown } = file;
  const message = await tx.message.findFirst({
    where: {
      id: messageId,
      conversation: { id: conversationId, inboxId, identity: { key: identityKey } },
    },
    select: { status: true },
  });
  return message !== null && isShownToVisitor(message.status) ? shown : null;
}
