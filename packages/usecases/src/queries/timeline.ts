import type { Tx } from '@frontdesk/db/client';
import type { Member } from '../auth/rights.ts';
import { visible } from './visible.ts';

/** A page of what stands in a conversation, newest first: everything below the timeline number `before`. */
export type TimelineRequest = { readonly before?: number | undefined; readonly limit: number };

const ATTACHMENT_COLUMNS = {
  id: true,
  messageId: true,
  kind: true,
  fileName: true,
  mimeType: true,
  size: true,
  width: true,
  height: true,
  hasThumbnail: true,
  state: true,
  errorText: true,
} as const;

const MESSAGE_COLUMNS = {
  id: true,
  conversationId: true,
  number: true,
  episode: true,
  direction: true,
  type: true,
  text: true,
  truncated: true,
  status: true,
  authorKind: true,
  authorId: true,
  replyToId: true,
  vendorAt: true,
  errorCode: true,
  errorText: true,
  sentAt: true,
  deliveredAt: true,
  readAt: true,
  metadata: true,
  createdAt: true,
  updatedAt: true,
  rev: true,
} as const;

/** Messages of a conversation that the member may see, oldest of the page first, with their files. */
export async function listMessages(
  tx: Tx,
  conversationId: string,
  { before, limit }: TimelineRequest,
) {
  const rows = await tx.message.findMany({
    where: { conversationId, ...(before === undefined ? {} : { number: { lt: before } }) },
    select: MESSAGE_COLUMNS,
    orderBy: { number: 'desc' },
    take: limit + 1,
  });
  const page = rows.slice(0, limit).toReversed();
  const data = await withAttachments(tx, page);
  return { data, hasMore: rows.length > limit };
}

export type MessageView = Awaited<ReturnType<typeof listMessages>>['data'][number];

/** One message with its whole text, if the member may see its conversation. */
export async function readMessage(tx: Tx, member: Member, id: string): Promise<MessageView | null> {
  const row = await tx.message.findFirst({
    where: {
      id,
      organizationId: member.organizationId,
      conversation: visible(member.rights),
    },
    select: MESSAGE_COLUMNS,
  });
  if (row === null) return null;
  const whole = row.truncated
    ? await tx.messageBody.findUnique({ where: { messageId: id }, select: { text: true } })
    : null;
  const [view] = await withAttachments(tx, [{ ...row, text: whole?.text ?? row.text }]);
  return view ?? null;
}

async function withAttachments<M extends { id: string; status: string }>(
  tx: Tx,
  messages: readonly M[],
) {
  const files = await tx.attachment.findMany({
    where: { messageId: { in: messages.map((message) => message.id) } },
    select: ATTACHMENT_COLUMNS,
    orderBy: { id: 'asc' },
  });
  return messages.map((message) => ({
    ...message,
    status: statusWord(message.status),
    state: message.status,
    attachments: files.filter((file) => file.messageId === message.id),
  }));
}

/** Seed 004 has one word for whatever has not left yet. */
const statusWord = (state: string): string =>
  state === 'QUEUED' || state === 'HELD' || state === 'SENDING' ? 'PENDING' : state;

/**
 * Everything of a conversation below `before`, as rows of the sync protocol: what a replica fetches when it scrolls
 * behind what it holds. The limit counts messages, notes and events together; how a message was read and what was done
 * about it come with it.
 */
export async function readTimeline(
  tx: Tx,
  conversationId: string,
  { before, limit }: TimelineRequest,
) {
  const page = {
    where: { conversationId, ...(before === undefined ? {} : { number: { lt: before } }) },
    orderBy: { number: 'desc' },
    take: limit,
  } as const;
  const messages = await tx.message.findMany(page);
  const notes = await tx.note.findMany(page);
  const events = await tx.timelineEvent.findMany(page);
  const numbers = [...messages, ...notes, ...events].map((row) => row.number);
  // The numbers of a conversation are given once, so a page is the highest `limit` of all three.
  const lowest = numbers.toSorted((a, b) => b - a)[limit - 1] ?? 0;
  const inPage = <T extends { number: number }>(rows: readonly T[]): T[] =>
    rows.filter((row) => row.number >= lowest).toReversed();
  const shown = inPage(messages);
  const attachments = await tx.attachment.findMany({
    where: { messageId: { in: shown.map((message) => message.id) } },
  });
  const read = await readReadings(
    tx,
    shown.map((message) => message.id),
  );
  return { messages: shown, notes: inPage(notes), events: inPage(events), attachments, ...read };
}

async function readReadings(tx: Tx, messageIds: readonly string[]) {
  const where = { messageId: { in: [...messageIds] } };
  const orderBy = { number: 'asc' } as const;
  const classifications = await tx.classification.findMany({ where, orderBy });
  const runs = await tx.sopRun.findMany({ where, orderBy });
  const steps = await tx.sopRunStep.findMany({
    where: { runId: { in: runs.map((run) => run.id) } },
    orderBy: [{ runId: 'asc' }, { position: 'asc' }],
  });
  return { classifications, runs, steps };
}

/** The note at this place of a conversation that the caller has found. */
export const readNote = (tx: Tx, conversationId: string, number: number) =>
  tx.note.findFirst({
    where: { conversationId, number },
    omit: { organizationId: true, scopeId: true },
  });

/** An attachment that the caller has just made. */
export const readAttachment = (tx: Tx, id: string) =>
  tx.attachment.findUnique({ where: { id }, select: ATTACHMENT_COLUMNS });
