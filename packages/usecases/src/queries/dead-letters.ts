import type { Tx } from '@frontdesk/db/client';
import type { Member } from '../auth/rights.ts';
import { type Page, type PageRequest, after, idPage } from './page.ts';
import { visible } from './visible.ts';

export type DeadSend = {
  messageId: string;
  conversationId: string;
  inboxId: string;
  /** DEAD: refused for good. UNCERTAIN: the vendor may or may not have taken it. */
  state: string;
  attempts: number;
  error: string | null;
  text: string;
  seenUpTo: number | null;
  at: Date;
};

/** Messages that did not leave, or of which nobody knows; newest first, of the inboxes that the member sees. */
export async function listDeadSends(
  tx: Tx,
  member: Member,
  request: PageRequest,
): Promise<Page<DeadSend>> {
  const { cursor } = after(request.cursor);
  const rows = await tx.send.findMany({
    where: {
      organizationId: member.organizationId,
      state: { in: ['DEAD', 'UNCERTAIN'] },
      ...visible(member.rights),
    },
    orderBy: [{ updatedAt: 'desc' }, { messageId: 'desc' }],
    take: request.limit + 1,
    ...(cursor === undefined ? {} : { cursor: { messageId: cursor.id }, skip: 1 }),
  });
  const messages = await tx.message.findMany({
    where: { id: { in: rows.map((row) => row.messageId) } },
    select: { id: true, text: true, errorText: true, seenUpTo: true },
  });
  const byId = new Map(messages.map((message) => [message.id, message]));
  const views = rows.map((row) => ({
    messageId: row.messageId,
    conversationId: row.conversationId,
    inboxId: row.inboxId,
    state: row.state,
    attempts: row.attempts,
    error: byId.get(row.messageId)?.errorText ?? row.lastError,
    text: byId.get(row.messageId)?.text ?? '',
    seenUpTo: byId.get(row.messageId)?.seenUpTo ?? null,
    at: row.updatedAt,
  }));
  return idPage(views, request.limit, (row) => row.messageId);
}

export type UnreadDelivery = {
  id: string;
  inboxId: string;
  /** UNPARSED: signed, but not what we can read. FAILED: reading it failed again and again. */
  state: string;
  attempts: number;
  error: string | null;
  at: Date;
};

/** Webhooks that were taken but could not be read, newest first. */
export async function listUnreadDeliveries(
  tx: Tx,
  member: Member,
  request: PageRequest,
): Promise<Page<UnreadDelivery>> {
  const rows = await tx.inboundDelivery.findMany({
    where: {
      organizationId: member.organizationId,
      state: { in: ['UNPARSED', 'FAILED'] },
      ...visible(member.rights),
    },
    select: { id: true, inboxId: true, state: true, attempts: true, error: true, receivedAt: true },
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
    take: request.limit + 1,
    ...after(request.cursor),
  });
  const views = rows.map(({ receivedAt, ...row }) => ({ ...row, at: receivedAt }));
  return idPage(views, request.limit, (row) => row.id);
}
