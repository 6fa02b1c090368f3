import { channelOf } from '@frontdesk/channels/registry';
import type { Json } from '@frontdesk/connector-kit/channel';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { idTime, newId } from '@frontdesk/core/ids';
import { syncedText } from '@frontdesk/core/text';
import { ConversationEdit } from '../conversations/conversation-edit.ts';
import type { LockedConversation } from '../conversations/lock-conversation.ts';
import { messagePreview } from '../conversations/message-preview.ts';
import { needsLook } from '../execute/run-mutation.ts';
import type { MutationContext } from '../mutation-handler.ts';
import { notifyUsers } from '../notifications.ts';
import { answeredByPerson } from '../runs/answered-by-person.ts';
import { stopAi } from '../runs/take-over.ts';
import type { HoldCode } from '../sends/hold-codes.ts';
import { MAY_HAVE_LEFT } from '../sends/may-have-left.ts';
import { findUnseen, unseenText } from '../sends/seen-up-to.ts';
import type { ReplyPart } from './reply-parts.ts';
import { type NewSend, storeReply } from './store-reply.ts';

const STILL_HELD = 'An earlier message of yours is still held. Send or discard that one first.';
const STILL_HELD_BY_AI =
  'An earlier answer of the AI is still held. Send or discard that one first.';
const UNSEEN_BY_AI = 'Somebody has written since the AI read this conversation.';

/** A push that took longer from the key to here was waiting somewhere: its author is not looking on any more. */
const ONLINE_MS = 15_000;

/** What goes to a customer, checked as far as its kind asks for it. */
export type CheckedReply = {
  readonly messageId: string;
  readonly conversationId: string;
  /** Of the whole: what the AI's drafts are compared with. */
  readonly text: string;
  readonly seenUpTo: number;
  readonly replyToId: string | null;
  readonly parts: readonly ReplyPart[];
  readonly metadata: Readonly<Record<string, Json>>;
  /** Held messages that stay behind it and do not hold it. */
  readonly replaces: readonly string[];
  /** Why the channel takes no free text now; null while it does, and for what is none. */
  readonly closed: string | null;
};

/** Where nothing may be said, whatever it is. */
export async function checkPlace(
  { tx }: MutationContext,
  conversation: LockedConversation,
  messageId: string,
): Promise<Outcome<null>> {
  const inbox = await tx.inbox.findUnique({
    where: { id: conversation.inboxId },
    select: { archivedAt: true },
  });
  if (inbox?.archivedAt) return refuse('CONFLICT', 'This inbox is archived.');
  return (await tx.message.count({ where: { id: messageId } })) > 0
    ? refuse('CONFLICT', 'There is a message with this id.')
    : done(null);
}

/**
 * Stores what somebody says to a customer and has it sent, unless a person has to look first: then it is HELD, and the
 * outcome says so. The conversation is locked.
 */
export async function sendReply(
  context: MutationContext,
  conversation: LockedConversation,
  reply: CheckedReply,
): Promise<Outcome<unknown>> {
  const channel = channelOf(conversation.channel);
  if (context.resent && channel) return restoreReply(context, conversation, reply);
  const held = await heldBecause(context, conversation, reply);
  // Nobody would come back to look: the AI's run ends instead, and people see it.
  if (held !== null && context.actor.kind === 'AI')
    return refuse('CONFLICT', held.why === STILL_HELD ? STILL_HELD_BY_AI : UNSEEN_BY_AI);
  await stopAi(context.tx, context.actor, conversation.id);
  const status = held === null ? (channel ? 'QUEUED' : 'SENT') : 'HELD';
  const number = await write(context, conversation, { reply, status, held });
  if (context.actor.kind !== 'AI')
    await answeredByPerson(context.tx, { ...reply, userId: context.actor.userId });
  const value = { messageId: reply.messageId, number, status };
  if (held === null) return done(value);
  await notifyHeld(context, conversation.id, reply.messageId, held.why);
  return needsLook({ ...value, message: held.why });
}

/**
 * Puts back into the thread what a database that was set back has forgotten. It may have left: a person looks whether it
 * did, and sends it again only if not.
 */
async function restoreReply(
  context: MutationContext,
  conversation: LockedConversation,
  reply: CheckedReply,
): Promise<Outcome<unknown>> {
  const held = { code: 'uncertain', why: MAY_HAVE_LEFT } as const;
  const status = 'UNCERTAIN';
  const number = await write(context, conversation, { reply, status, held });
  const { messageId } = reply;
  await notifyHeld(context, conversation.id, messageId, MAY_HAVE_LEFT);
  return needsLook({ messageId, number, status, message: MAY_HAVE_LEFT });
}

type Held = { readonly code: HoldCode; readonly why: string };

type Writing = {
  readonly reply: CheckedReply;
  readonly status: 'QUEUED' | 'SENT' | 'HELD' | 'UNCERTAIN';
  readonly held: Held | null;
};

/** Returns the number of the first of its messages. */
async function write(
  context: MutationContext,
  conversation: LockedConversation,
  writing: Writing,
): Promise<number | undefined> {
  const edit = new ConversationEdit(context.tx, conversation, context.actor);
  edit.speak(context.now);
  const messages = writing.reply.parts.map((part, index) =>
    newSend(context, edit, { ...writing, part, index }),
  );
  const last = messages.at(-1);
  const answers = writing.status === 'QUEUED' || writing.status === 'SENT';
  edit.set({
    lastMessageAt: context.now,
    lastMessagePreview: last ? messagePreview(last.type, last.fullText) : '',
    lastMessageDirection: 'OUTBOUND',
    lastMessageAuthorKind: context.actor.kind,
    lastMessageAuthorId: context.actor.userId,
    ...(answers ? { waitingSince: null } : {}),
  });
  await edit.save();
  await storeReply(context, conversation, messages);
  return messages[0]?.number;
}

/** Why a person has to look before this goes out; null when it may go. */
async function heldBecause(
  { tx, actor, now }: MutationContext,
  { id }: LockedConversation,
  { messageId, seenUpTo, replaces, closed }: CheckedReply,
): Promise<Held | null> {
  const unseen = await findUnseen(tx, {
    conversationId: id,
    seenUpTo,
    authorId: actor.userId,
    // A person's answer is not held back by what came in as they pressed the key; a program can always look again.
    online: actor.kind !== 'AI' && now.getTime() - (idTime(messageId) ?? 0) < ONLINE_MS,
  });
  if (unseen) return { code: 'needs_look', why: unseenText(unseen) };
  if (closed !== null) return { code: 'window_closed', why: closed };
  const earlier = await tx.message.count({
    where: {
      conversationId: id,
      status: 'HELD',
      authorId: actor.userId,
      direction: 'OUTBOUND',
      id: { notIn: [...replaces] },
    },
  });
  return earlier > 0 ? { code: 'needs_look', why: STILL_HELD } : null;
}

type Making = Writing & { readonly part: ReplyPart; readonly index: number };

function newSend(
  { actor, now }: MutationContext,
  edit: ConversationEdit,
  { reply, part, index, status, held }: Making,
): NewSend {
  return {
    id: index === 0 ? reply.messageId : newId(),
    number: edit.takeNumber(),
    episode: edit.episode,
    type: part.type,
    fullText: part.text,
    ...syncedText(part.text),
    status,
    authorKind: actor.kind,
    authorId: actor.userId,
    replyToId: index === 0 ? reply.replyToId : null,
    seenUpTo: reply.seenUpTo,
    errorCode: held?.code ?? null,
    errorText: held?.why ?? null,
    sentAt: status === 'SENT' ? now : null,
    fileId: part.file?.id ?? null,
    metadata: reply.metadata,
  };
}

const notifyHeld = (
  { tx, actor }: MutationContext,
  conversationId: string,
  itemId: string,
  text: string,
): Promise<void> =>
  notifyUsers(tx, actor.organizationId, actor.userId === null ? [] : [actor.userId], {
    kind: 'needs_look',
    conversationId,
    itemId,
    text,
  });
