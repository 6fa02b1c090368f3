import type { MessageTemplate } from '@frontdesk/core/message-template';
import type { Tx } from '@frontdesk/db/client';

export type KnownTemplates = {
  readonly templates: readonly MessageTemplate[];
  /** How many more are approved, which cannot be filled in here. */
  readonly others: number;
  /** Null while they were never listed. */
  readonly fetchedAt: Date | null;
};

/** What the vendor listed last. */
export async function knownTemplates(tx: Tx, inboxId: string): Promise<KnownTemplates> {
  const row = await tx.inboxTemplates.findUnique({ where: { inboxId } });
  if (!row) return { templates: [], others: 0, fetchedAt: null };
  const { templates, others, fetchedAt } = row;
  // As the channel read it when it was stored.
  return { templates: templates as unknown as MessageTemplate[], others, fetchedAt };
}
