import type { Tx } from '@frontdesk/db/client';
import type { Deps } from '../deps.ts';
import { fileKey } from '../files/files.ts';
import { hintCommitted } from '../hints.ts';
import { DEMO_ORGANIZATION } from './cast.ts';

/** Conversations, and contacts, per transaction: with all that hangs on them far below what the log takes as one. */
const BATCH = 50;

/** Is this the demo workspace? Only that one is ever cleared. */
export async function isDemoWorkspace(tx: Tx, organizationId: string): Promise<boolean> {
  const { slug } = DEMO_ORGANIZATION;
  return (await tx.organization.count({ where: { id: organizationId, slug } })) === 1;
}

/**
 * Clears the demo workspace of its customers, their conversations and files. People, teams, inboxes, tags and saved
 * replies stay, so that work can go on with one's own. Everybody who looks on sees it happen; done twice is done.
 */
export async function wipeDemo(
  deps: Pick<Deps, 'db' | 'bus' | 'files' | 'log'>,
  organizationId: string,
): Promise<void> {
  for (let left = true; left;) {
    const files = await deps.db.asWorker((tx) => removeConversations(tx, organizationId));
    left = files !== null;
    for (const id of files ?? []) {
      await deps.files.delete(fileKey(organizationId, id));
      await deps.files.delete(fileKey(organizationId, id, 'thumbnail'));
    }
    hintCommitted(deps, organizationId);
  }
  await deps.db.asWorker((tx) => removeRaw(tx, organizationId));
  while ((await deps.db.asWorker((tx) => removeContacts(tx, organizationId))) > 0)
    hintCommitted(deps, organizationId);
}

/** The ids of the files that went with them; null when there was nothing left. */
async function removeConversations(tx: Tx, organizationId: string): Promise<string[] | null> {
  const found = await tx.conversation.findMany({
    where: { organizationId },
    select: { id: true },
    take: BATCH,
  });
  if (found.length === 0) return null;
  const ids = found.map(({ id }) => id);
  const files = await tx.attachment.findMany({
    where: { conversationId: { in: ids } },
    select: { id: true },
  });
  await tx.conversation.deleteMany({ where: { id: { in: ids } } });
  return files.map(({ id }) => id);
}

/** What came in as it came, and the browsers of web chat's visitors. */
async function removeRaw(tx: Tx, organizationId: string): Promise<void> {
  await tx.inboundDelivery.deleteMany({ where: { organizationId } });
  await tx.receipt.deleteMany({ where: { organizationId } });
  await tx.visitor.deleteMany({ where: { organizationId } });
}

async function removeContacts(tx: Tx, organizationId: string): Promise<number> {
  const found = await tx.contact.findMany({
    where: { organizationId },
    select: { id: true },
    take: BATCH,
  });
  const contactId = { in: found.map(({ id }) => id) };
  await tx.contactCard.deleteMany({ where: { contactId } });
  await tx.channelIdentity.deleteMany({ where: { contactId } });
  await tx.contact.deleteMany({ where: { id: contactId } });
  return found.length;
}
