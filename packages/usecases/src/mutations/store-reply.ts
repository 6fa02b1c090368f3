import type { Json } from '@frontdesk/connector-kit/channel';
import type { MessageType } from '@frontdesk/core/entities';
import { indexMessages } from '@frontdesk/db/search';
import type { LockedConversation } from '../conversations/lock-conversation.ts';
import type { MutationContext } from '../mutation-handler.ts';
import { enqueueAfterCommit } from '../outbox.ts';

/** One message of a reply, as it is stored. */
export type NewSend = {
  readonly id: string;
  readonly number: number;
  readonly episode: number;
  readonly type: MessageType;
  /** The whole text; `text` is the part that replicates. */
  readonly fullText: string;
  readonly text: string;
  readonly truncated: boolean;
  readonly status: string;
  readonly authorKind: string;
  readonly authorId: string | null;
  readonly replyToId: string | null;
  readonly seenUpTo: number;
  readonly errorCode: string | null;
  readonly errorText: string | null;
  readonly sentAt: Date | null;
  /** The attachment that goes with it. */
  readonly fileId: string | null;
  readonly metadata: Readonly<Record<string, Json>>;
};

/** Writes the messages with what sending them takes, and has the conversation drained once this is committed. */
export async function storeReply(
  context: MutationContext,
  conversation: LockedConversation,
  messages: readonly NewSend[],
): Promise<void> {
  const { tx } = context;
  const { organizationId, inboxId, id: conversationId } = conversation;
  await tx.message.createMany({
    data: messages.map((one) => ({
      id: one.id,
      number: one.number,
      episode: one.episode,
      type: one.type,
      text: one.text,
      truncated: one.truncated,
      status: one.status,
      authorKind: one.authorKind,
      authorId: one.authorId,
      replyToId: one.replyToId,
      seenUpTo: one.seenUpTo,
      errorCode: one.errorCode,
      errorText: one.errorText,
      sentAt: one.sentAt,
      metadata: one.metadata,
      organizationId,
      scopeId: inboxId,
      conversationId,
      direction: 'OUTBOUND',
      createdAt: context.now,
    })),
  });
  const cut = messages.filter((one) => one.truncated);
  await tx.messageBody.createMany({
    data: cut.map(({ id, fullText }) => ({ messageId: id, organizationId, text: fullText })),
  });
  for (const { id, fileId } of messages) {
    if (fileId !== null)
      await tx.attachment.update({
        where: { id: fileId },
        data: { messageId: id },
        select: { id: true },
      });
  }
  await indexMessages(
    tx,
    messages.map(({ id, fullText }) => ({
      messageId: id,
      organizationId,
      inboxId,
      conversationId,
      text: fullText,
    })),
  );
  await storeSends(
    tx,
    conversation,
    messages.filter((one) => one.status !== 'SENT'),
  );
}

async function storeSends(
  tx: MutationContext['tx'],
  conversation: LockedConversation,
  sends: readonly NewSend[],
): Promise<void> {
  if (sends.length === 0) return;
  const { organizationId, inboxId, id: conversationId } = conversation;
  await tx.send.createMany({
    data: sends.map(({ id, number, status, errorText }) => ({
      messageId: id,
      organizationId,
      inboxId,
      conversationId,
      number,
      state: status,
      lastError: errorText,
    })),
  });
  await enqueueAfterCommit(tx, [
    { name: 'drain-conversation', lane: conversationId, organizationId },
  ]);
}
