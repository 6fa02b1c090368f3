import { channelOf } from '@frontdesk/channels/registry';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import type { MessageStatus } from '@frontdesk/core/entities';
import type { Permission } from '@frontdesk/core/roles';
import { ConversationEdit } from '../conversations/conversation-edit.ts';
import type { LockedConversation } from '../conversations/lock-conversation.ts';
import { restoreWaiting } from '../conversations/restore-waiting.ts';
import { needsLook } from '../execute/run-mutation.ts';
import type { MutationContext, MutationHandler } from '../mutation-handler.ts';
import { enqueueAfterCommit } from '../outbox.ts';
import { windowClosed } from '../sends/reply-window.ts';
import { MAY_HAVE_LEFT } from '../sends/may-have-left.ts';
import { findUnseen, unseenText } from '../sends/seen-up-to.ts';
import { replacedBy, templateOf } from '../sends/template-of.ts';
import { notFound, reachConversation } from './reach.ts';

type Reached = {
  readonly conversation: LockedConversation;
  readonly message: {
    readonly id: string;
    readonly number: number;
    readonly status: MessageStatus;
    readonly authorId: string | null;
    readonly metadata: unknown;
  };
};

/** One of our messages, its conversation locked. */
async function reachMessage(
  context: MutationContext,
  messageId: string,
  permission: Permission,
): Promise<Outcome<Reached>> {
  const { tx } = context;
  const where = { id: messageId, direction: 'OUTBOUND' };
  const found = await tx.message.findFirst({ where, select: { conversationId: true } });
  if (!found) return notFound('message');
  const reached = await reachConversation(context, found.conversationId, permission);
  // Who may not know of the conversation does not learn of the message either.
  if (!reached.ok) return reached.refusal.code === 'NOT_FOUND' ? notFound('message') : reached;
  const message = await tx.message.findFirst({
    where,
    select: { id: true, number: true, status: true, authorId: true, metadata: true },
  });
  if (!message) return notFound('message');
  return done({
    conversation: reached.value,
    message: { ...message, status: message.status as MessageStatus },
  });
}

const MAY_GO_AGAIN: ReadonlySet<MessageStatus> = new Set(['HELD', 'FAILED', 'UNCERTAIN']);

/** Sends a held, failed or uncertain message (again), in its old place: a person's decision, and logged as one. */
export const send: MutationHandler<'message.send'> = async (context, { messageId, seenUpTo }) => {
  const reached = await reachMessage(context, messageId, 'conversation.reply');
  if (!reached.ok) return reached;
  const { conversation, message } = reached.value;
  const { tx, actor, now } = context;
  if (actor.kind !== 'USER' && actor.kind !== 'API')
    return refuse('AUTHORIZATION_ERROR', 'Only a person decides whether this is sent.');
  if (!MAY_GO_AGAIN.has(message.status))
    return refuse('CONFLICT', 'This message is not waiting to be sent.');
  const earlier = {
    conversationId: conversation.id,
    status: 'HELD',
    authorId: message.authorId,
    number: { lt: message.number },
    id: { notIn: replacedBy(message.metadata) },
  };
  if ((await tx.message.count({ where: earlier })) > 0) {
    return refuse('CONFLICT', 'An earlier message is still held. Send or discard that one first.');
  }
  if (context.resent) return stayUncertain(context, { messageId, seenUpTo });
  const limits = channelOf(conversation.channel)?.limits;
  const { lastInboundAt } = conversation;
  const closed =
    limits &&
    templateOf(message.metadata) === null &&
    windowClosed(limits, lastInboundAt === null ? null : now.getTime() - lastInboundAt.getTime());
  if (closed) return refuse('CONFLICT', closed.why, [{ field: closed.code, message: closed.why }]);
  const unseen = await findUnseen(tx, {
    conversationId: conversation.id,
    seenUpTo,
    authorId: actor.userId,
    online: true,
    except: messageId,
  });
  const why = unseen && unseenText(unseen);
  await setSend(tx, messageId, { state: why === null ? 'QUEUED' : 'HELD', why, seenUpTo });
  if (why !== null) return needsLook({ messageId, status: 'HELD', message: why });
  const edit = new ConversationEdit(tx, conversation, actor);
  edit.set({ waitingSince: null });
  if (message.status !== 'FAILED') edit.event('send_forced', { messageId, was: message.status });
  await edit.save();
  await drain(context, conversation);
  return done({ messageId, status: 'QUEUED' });
};

/** A database that was set back has forgotten that this was sent: it is for a person to say whether it goes again. */
async function stayUncertain(
  { tx }: MutationContext,
  { messageId, seenUpTo }: { readonly messageId: string; readonly seenUpTo: number },
): Promise<Outcome<unknown>> {
  await setSend(tx, messageId, { state: 'UNCERTAIN', why: MAY_HAVE_LEFT, seenUpTo });
  return needsLook({ messageId, status: 'UNCERTAIN', message: MAY_HAVE_LEFT });
}

type NextSend = {
  readonly state: 'QUEUED' | 'HELD' | 'UNCERTAIN';
  readonly why: string | null;
  readonly seenUpTo: number;
};

async function setSend(
  tx: MutationContext['tx'],
  messageId: string,
  { state, why, seenUpTo }: NextSend,
): Promise<void> {
  await tx.send.updateMany({
    where: { messageId },
    data: { state, attempts: 0, nextAttemptAt: new Date(0), lastError: why },
  });
  await tx.message.update({
    where: { id: messageId },
    data: {
      status: state,
      seenUpTo,
      errorCode: why === null ? null : state === 'UNCERTAIN' ? 'uncertain' : 'needs_look',
      errorText: why,
    },
    select: { id: true },
  });
}

const MAY_BE_DROPPED: ReadonlySet<MessageStatus> = new Set(['HELD', 'FAILED', 'QUEUED']);

/** Drops a message that has not left. Its text stays in the thread, marked. */
export const discard: MutationHandler<'message.discard'> = async (context, { messageId }) => {
  const reached = await reachMessage(context, messageId, 'conversation.reply');
  if (!reached.ok) return reached;
  const { conversation, message } = reached.value;
  if (message.status === 'REVOKED') return done(null);
  if (!MAY_BE_DROPPED.has(message.status))
    return refuse('CONFLICT', 'This message may have left already.');
  await context.tx.send.updateMany({ where: { messageId }, data: { state: 'CANCELLED' } });
  await withdraw(context, conversation, { messageId, discarded: true });
  await restoreWaiting(context.tx, conversation.id);
  await drain(context, conversation);
  return done(null);
};

const HAS_LEFT: ReadonlySet<MessageStatus> = new Set(['SENT', 'DELIVERED', 'READ']);

/** Takes back what the customer has, where the channel can. */
export const revoke: MutationHandler<'message.revoke'> = async (context, { messageId }) => {
  const reached = await reachMessage(context, messageId, 'message.revoke');
  if (!reached.ok) return reached;
  const { conversation, message } = reached.value;
  if (message.status === 'REVOKED') return done(null);
  if (!channelOf(conversation.channel)?.capabilities.revoke)
    return refuse('CONFLICT', 'This channel cannot take a message back.');
  if (!HAS_LEFT.has(message.status))
    return refuse('CONFLICT', 'Only a message that was sent can be taken back.');
  await withdraw(context, conversation, { messageId, discarded: false });
  return done(null);
};

async function withdraw(
  { tx, actor }: MutationContext,
  conversation: LockedConversation,
  data: { readonly messageId: string; readonly discarded: boolean },
): Promise<void> {
  await tx.message.update({
    where: { id: data.messageId },
    data: { status: 'REVOKED' },
    select: { id: true },
  });
  const edit = new ConversationEdit(tx, conversation, actor);
  edit.event('revoked', data);
  await edit.save();
}

const drain = (
  { tx }: MutationContext,
  { id, organizationId }: LockedConversation,
): Promise<void> =>
  enqueueAfterCommit(tx, [{ name: 'drain-conversation', lane: id, organizationId }]);
