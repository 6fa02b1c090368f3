import type { MessageStatus, MessageType } from '@frontdesk/core/entities';
import {
  VISITOR_PAGE,
  type VisitorAttachment,
  type VisitorHistory,
  type VisitorMessage,
} from '@frontdesk/core/visitor-protocol';
import type { Tx } from '@frontdesk/db/client';
import type { Deps } from '../deps.ts';
import type { Visitor } from './visitor.ts';

/** What has left us, and what has come in; all else is the team's own business. */
const SHOWN: readonly MessageStatus[] = ['RECEIVED', 'SENT', 'DELIVERED', 'READ'];

/** Whether a message of this status is one that its visitor sees. */
export const isShownToVisitor = (status: unknown): boolean =>
  SHOWN.some((shown) => shown === status);

/** The visitor's conversation with its inbox; null before the first message. */
export async function findVisitorConversation(
  { db }: Pick<Deps, 'db'>,
  visitor: Visitor,
): Promise<string | null> {
  const row = await db.asWorker((tx) =>
    tx.conversation.findFirst({
      where: {
        inboxId: visitor.inboxId,
        organizationId: visitor.organizationId,
        identity: { key: visitor.identityKey },
      },
      select: { id: true },
    }),
  );
  return row?.id ?? null;
}

/** The newest messages below a number (absent: of all), oldest first, as the visitor may see them. */
export async function readVisitorPage(
  { db }: Pick<Deps, 'db'>,
  visitor: Visitor,
  conversationId: string,
  before?: number,
): Promise<VisitorHistory> {
  return db.asWorker(async (tx) => {
    const rows = await tx.message.findMany({
      where: {
        conversationId,
        organizationId: visitor.organizationId,
        status: { in: [...SHOWN] },
        ...(before === undefined ? {} : { number: { lt: before } }),
      },
      select: COLUMNS,
      orderBy: { number: 'desc' },
      take: VISITOR_PAGE + 1,
    });
    const page = rows.slice(0, VISITOR_PAGE).toReversed();
    const messages = await toVisitorMessages(tx, visitor, page);
    return { messages, hasMore: rows.length > VISITOR_PAGE };
  });
}

/** Some messages of the visitor's conversation, in order; those that they may not see are left out. */
export async function readVisitorMessages(
  { db }: Pick<Deps, 'db'>,
  visitor: Visitor,
  conversationId: string,
  ids: readonly string[],
): Promise<readonly VisitorMessage[]> {
  return db.asWorker(async (tx) => {
    const rows = await tx.message.findMany({
      where: {
        id: { in: [...ids] },
        conversationId,
        organizationId: visitor.organizationId,
        status: { in: [...SHOWN] },
      },
      select: COLUMNS,
      orderBy: { number: 'asc' },
    });
    return toVisitorMessages(tx, visitor, rows);
  });
}

const COLUMNS = {
  id: true,
  number: true,
  direction: true,
  text: true,
  truncated: true,
  authorKind: true,
  authorId: true,
  createdAt: true,
} as const;

type Row = {
  readonly id: string;
  readonly number: number;
  readonly direction: string;
  readonly text: string;
  readonly truncated: boolean;
  readonly authorKind: string;
  readonly authorId: string | null;
  readonly createdAt: Date;
};

async function toVisitorMessages(
  tx: Tx,
  visitor: Visitor,
  rows: readonly Row[],
): Promise<VisitorMessage[]> {
  if (rows.length === 0) return [];
  const ownIds = await readOwnIds(tx, visitor, rows);
  const bodies = await readBodies(tx, rows);
  const names = await readNames(tx, visitor, rows);
  const files = await readFiles(tx, rows);
  return rows.map((row) => ({
    id: ownIds.get(row.id) ?? row.id,
    number: row.number,
    from: row.direction === 'INBOUND' ? 'visitor' : 'team',
    authorName: (row.authorId !== null && names.get(row.authorId)) || null,
    text: bodies.get(row.id) ?? row.text,
    at: row.createdAt.toISOString(),
    attachments: files.get(row.id) ?? [],
  }));
}

/** The widget knows its own messages by the ids that it made; we keep them as `<visitor>/<id>`. */
async function readOwnIds(
  tx: Tx,
  { inboxId, identityKey }: Visitor,
  rows: readonly Row[],
): Promise<Map<string, string>> {
  const ids = rows.filter((row) => row.direction === 'INBOUND').map((row) => row.id);
  const refs = await tx.messageRef.findMany({
    where: { messageId: { in: ids }, inboxId },
    select: { messageId: true, externalId: true },
  });
  const own = `${identityKey}/`;
  return new Map(
    refs
      .filter(({ externalId }) => externalId.startsWith(own))
      .map(({ messageId, externalId }) => [messageId, externalId.slice(own.length)]),
  );
}

async function readBodies(tx: Tx, rows: readonly Row[]): Promise<Map<string, string>> {
  const ids = rows.filter((row) => row.truncated).map((row) => row.id);
  if (ids.length === 0) return new Map();
  const bodies = await tx.messageBody.findMany({ where: { messageId: { in: ids } } });
  return new Map(bodies.map(({ messageId, text }) => [messageId, text]));
}

/** First names alone go out. */
async function readNames(
  tx: Tx,
  { organizationId }: Visitor,
  rows: readonly Row[],
): Promise<Map<string, string>> {
  const ids = rows.flatMap(({ authorKind, authorId }) =>
    authorKind === 'USER' && authorId !== null ? [authorId] : [],
  );
  return firstNames(tx, organizationId, ids);
}

/** How members are called in front of customers, by user id. */
export async function firstNames(
  tx: Tx,
  organizationId: string,
  userIds: readonly string[],
): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map();
  const members = await tx.membership.findMany({
    where: { organizationId, userId: { in: [...new Set(userIds)] } },
    select: { userId: true, displayName: true },
  });
  return new Map(
    members.map(({ userId, displayName }) => [userId, displayName.trim().split(/\s+/u)[0] ?? '']),
  );
}

async function readFiles(
  tx: Tx,
  rows: readonly Row[],
): Promise<Map<string, readonly VisitorAttachment[]>> {
  const files = await tx.attachment.findMany({
    where: { messageId: { in: rows.map((row) => row.id) }, state: 'READY' },
    select: {
      id: true,
      messageId: true,
      kind: true,
      fileName: true,
      mimeType: true,
      size: true,
      width: true,
      height: true,
      hasThumbnail: true,
    },
    orderBy: { id: 'asc' },
  });
  const byMessage = Map.groupBy(files, (file) => file.messageId);
  const ofMessage = rows.map((row): [string, VisitorAttachment[]] => [
    row.id,
    (byMessage.get(row.id) ?? []).map(toVisitorAttachment),
  ]);
  return new Map(ofMessage);
}

type FileRow = Omit<VisitorAttachment, 'kind'> & { readonly kind: string };

const toVisitorAttachment = (file: FileRow): VisitorAttachment => ({
  id: file.id,
  // One of our own: the column holds nothing else.
  kind: file.kind as MessageType,
  fileName: file.fileName,
  mimeType: file.mimeType,
  size: file.size,
  width: file.width,
  height: file.height,
  hasThumbnail: file.hasThumbnail,
});
