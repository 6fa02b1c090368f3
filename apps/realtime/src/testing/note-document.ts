import { documentName } from '@frontdesk/core/document-name';
import { newId } from '@frontdesk/core/ids';
import type { GatewayWorld } from './gateway-world.ts';

/** Writes a note in the workspace's conversation: the name of the document that nobody has opened yet. */
export async function noteDocument(world: GatewayWorld): Promise<string> {
  const {
    id: organizationId,
    inboxId: scopeId,
    conversationId,
    userId: authorId,
  } = world.workspace;
  const id = newId();
  await world.db.asWorker(async (tx) => {
    const number = 1_000 + (await tx.note.count({ where: { conversationId } }));
    const note = { id, organizationId, scopeId, conversationId, authorId, number };
    await tx.note.create({ data: { ...note, text: '', mentions: [] } });
  });
  return documentName({ kind: 'note', id });
}
