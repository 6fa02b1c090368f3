import { associationId, newId } from '@frontdesk/core/ids';
import type { Db, Tx } from '../client.ts';

/** A workspace with one member, one inbox, one contact there and one conversation, for tests. */
export type Workspace = {
  readonly id: string;
  readonly userId: string;
  readonly membershipId: string;
  readonly inboxId: string;
  readonly contactId: string;
  readonly identityId: string;
  readonly cardId: string;
  readonly conversationId: string;
};

export async function createWorkspace(db: Db): Promise<Workspace> {
  const id = newId();
  const userId = newId();
  const membershipId = newId();
  await db.system(async (tx) => {
    await tx.organization.create({ data: { id, name: 'Acme', slug: id } });
    await tx.user.create({ data: { id: userId, email: `${userId}@acme.test`, name: 'Ada' } });
    await tx.membership.create({
      data: {
        id: membershipId,
        organizationId: id,
        scopeId: id,
        userId,
        displayName: 'Ada',
        role: 'OWNER',
      },
    });
  });
  const inboxId = newId();
  await db.asWorker((tx) => createInbox(tx, id, inboxId));
  const contact = await db.asWorker((tx) => createContact(tx, id, inboxId));
  const conversationId = newId();
  const workspace = { id, userId, membershipId, inboxId, ...contact, conversationId };
  await db.asWorker((tx) => tx.conversation.create({ data: conversationData(workspace) }));
  return workspace;
}

export async function createInbox(tx: Tx, organizationId: string, id: string): Promise<void> {
  await tx.inbox.create({
    data: { id, organizationId, scopeId: id, channel: 'whatsapp', name: 'Main' },
  });
}

export async function createContact(
  tx: Tx,
  organizationId: string,
  inboxId: string,
): Promise<{ contactId: string; identityId: string; cardId: string }> {
  const contactId = newId();
  const identityId = newId();
  const cardId = associationId(inboxId, contactId);
  await tx.contact.create({ data: { id: contactId, organizationId, name: 'Ben' } });
  await tx.channelIdentity.create({
    data: { id: identityId, organizationId, channel: 'whatsapp', key: identityId, contactId },
  });
  await tx.contactCard.create({
    data: { id: cardId, organizationId, scopeId: inboxId, inboxId, contactId, name: 'Ben' },
  });
  return { contactId, identityId, cardId };
}

export const conversationData = (workspace: Omit<Workspace, 'userId' | 'membershipId'>) => ({
  id: workspace.conversationId,
  organizationId: workspace.id,
  scopeId: workspace.inboxId,
  inboxId: workspace.inboxId,
  channel: 'whatsapp',
  identityId: workspace.identityId,
  cardId: workspace.cardId,
});

export const messageData = (workspace: Workspace, number: number, text = `message ${number}`) => ({
  id: newId(),
  organizationId: workspace.id,
  scopeId: workspace.inboxId,
  conversationId: workspace.conversationId,
  number,
  episode: 1,
  direction: 'INBOUND',
  type: 'TEXT',
  text,
  status: 'RECEIVED',
  authorKind: 'CUSTOMER',
});
