import { channelOf } from '@frontdesk/channels/registry';
import type { Limits, SendError } from '@frontdesk/connector-kit/channel';
import { type Outcome, type Refusal, done, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import type { MutationArguments } from '@frontdesk/core/mutations/arguments';
import { syncedText } from '@frontdesk/core/text';
import { ConversationEdit } from '../conversations/conversation-edit.ts';
import type { LockedConversation } from '../conversations/lock-conversation.ts';
import { messagePreview } from '../conversations/message-preview.ts';
import { needsLook } from '../execute/run-mutation.ts';
import type { MutationContext, MutationHandler } from '../mutation-handler.ts';
import { notifyUsers } from '../notifications.ts';
import { answeredByPerson } from '../runs/answered-by-person.ts';
import { stopAi } from '../runs/take-over.ts';
import { windowClosed } from '../sends/reply-window.ts';
import { findUnseen, unseenText } from '../sends/seen-up-to.ts';
import { MAY_HAVE_LEFT } from '../sends/may-have-left.ts';
import { reachConversation } from './reach.ts';
import { type ReplyFile, type ReplyPart, replyParts } from './reply-parts.ts';
import { type NewSend, storeReply } from './store-reply.ts';

type Args = MutationArguments['conversation.reply'];

const STILL_HELD = 'An earlier message of yours is still held. Send or discard that one first.';
const STILL_HELD_BY_AI =
  'An earlier answer of the AI is still held. Send or discard that one first.';
const UNSEEN_BY_AI = 'Somebody has written since the AI read this conversation.';

/** A channel that nobody sends to: what is answered there is stored, and read by whoever asks. */
const STORED_ONLY: Limits = {
  textChars: 100_000,
  captionChars: null,
  media: {},
  perInbox: null,
  perPair: null,
  replyWindowHours: null,
};

export const reply: MutationHandler<'conversation.reply'> = async (context, args) => {
  const reached = await reachConversation(context, args.conversationId, 'conversation.reply');
  if (!reached.ok) return reached;
  const conversation = reached.value;
  const channel = channelOf(conversation.channel);
  const limits = channel?.limits ?? STORED_ONLY;
  const checked = await checkReply(context, conversation, args, limits);
  if (!checked.ok) return checked;
  if (context.resent && channel) return restoreReply(context, conversation, args, checked.value);
  const why = await heldBecause(context, conversation, args.seenUpTo);
  // Nobody would come back to look: the AI's run ends instead, and people see it.
  if (why !== null && context.actor.kind === 'AI')
    return refuse('CONFLICT', why === STILL_HELD ? STILL_HELD_BY_AI : UNSEEN_BY_AI);
  await stopAi(context.tx, context.actor, conversation.id);
  const status = why === null ? (channel ? 'QUEUED' : 'SENT') : 'HELD';
  const edit = new ConversationEdit(context.tx, conversation, context.actor);
  edit.speak(context.now);
  const messages = checked.value.map((part, index) =>
    newSend(context, edit, { part, args, index, status, why, code: 'needs_look' }),
  );
  edit.set({
    ...lastMessage(context, messages),
    ...(status === 'HELD' ? {} : { waitingSince: null }),
  });
  await edit.save();
  await storeReply(context, conversation, messages);
  if (context.actor.kind !== 'AI')
    await answeredByPerson(context.tx, { ...args, userId: context.actor.userId });
  const value = { messageId: args.messageId, number: messages[0]?.number, status };
  if (why === null) return done(value);
  await notifyHeld(context, conversation.id, args.messageId, why);
  return needsLook({ ...value, message: why });
};

/**
 * Puts back into the thread what a database that was set back has forgotten. It may have left: a person looks whether it
 * did, and sends it again only if not.
 */
async function restoreReply(
  context: MutationContext,
  conversation: LockedConversation,
  args: Args,
  parts: readonly ReplyPart[],
): Promise<Outcome<unknown>> {
  const edit = new ConversationEdit(context.tx, conversation, context.actor);
  edit.speak(context.now);
  const messages = parts.map((part, index) =>
    newSend(context, edit, {
      part,
      args,
      index,
      status: 'UNCERTAIN',
      why: MAY_HAVE_LEFT,
      code: 'uncertain',
    }),
  );
  edit.set(lastMessage(context, messages));
  await edit.save();
  await storeReply(context, conversation, messages);
  await notifyHeld(context, conversation.id, args.messageId, MAY_HAVE_LEFT);
  const { messageId } = args;
  return needsLook({
    messageId,
    number: messages[0]?.number,
    status: 'UNCERTAIN',
    message: MAY_HAVE_LEFT,
  });
}

const lastMessage = ({ now }: MutationContext, messages: readonly NewSend[]) => {
  const last = messages.at(-1);
  return {
    lastMessageAt: now,
    lastMessagePreview: last ? messagePreview(last.type, last.fullText) : '',
    lastMessageDirection: 'OUTBOUND',
  } as const;
};

/** Everything for which a reply is refused, before anything is stored. */
async function checkReply(
  { tx, now, resent }: MutationContext,
  conversation: LockedConversation,
  args: Args,
  limits: Limits,
): Promise<Outcome<readonly ReplyPart[]>> {
  const inbox = await tx.inbox.findUnique({
    where: { id: conversation.inboxId },
    select: { archivedAt: true },
  });
  if (inbox?.archivedAt) return refuse('CONFLICT', 'This inbox is archived.');
  if ((await tx.message.count({ where: { id: args.messageId } })) > 0)
    return refuse('CONFLICT', 'There is a message with this id.');
  if (args.replyToId !== undefined && !(await isIn(tx, conversation.id, args.replyToId))) {
    return refuse('VALIDATION_ERROR', 'The quoted message is not in this conversation.', [
      { field: 'replyToId', message: 'not in this conversation' },
    ]);
  }
  const files = await findFiles(tx, conversation.id, args.attachmentIds);
  if (!files)
    return refuse('VALIDATION_ERROR', 'A file is not there, not ready yet, or already sent.', [
      { field: 'attachmentIds', message: 'not ready' },
    ]);
  const parts = replyParts(limits, args.text, files);
  if (!parts.ok) return { ok: false, refusal: refusalOf(parts.error, 'VALIDATION_ERROR') };
  const { lastInboundAt } = conversation;
  // What may have left within its window is put back even after it.
  if (resent) return done(parts.parts);
  const closed = windowClosed(
    limits,
    lastInboundAt === null ? null : now.getTime() - lastInboundAt.getTime(),
  );
  return closed ? { ok: false, refusal: refusalOf(closed, 'CONFLICT') } : done(parts.parts);
}

/** The channel's reason in plain words; its code as the detail's field, for whoever branches on it. */
const refusalOf = (
  { code, why }: Pick<SendError, 'code' | 'why'>,
  as: Refusal['code'],
): Refusal => ({
  code: as,
  message: why,
  details: [{ field: code, message: why }],
});

const isIn = async (
  tx: MutationContext['tx'],
  conversationId: string,
  id: string,
): Promise<boolean> => (await tx.message.count({ where: { id, conversationId } })) > 0;

/** In the order given; null when one of them cannot go with a message. */
async function findFiles(
  tx: MutationContext['tx'],
  conversationId: string,
  ids: readonly string[],
): Promise<ReplyFile[] | null> {
  if (ids.length === 0) return [];
  const rows = await tx.attachment.findMany({
    where: { id: { in: [...ids] }, conversationId, messageId: null, state: 'READY' },
    select: { id: true, mimeType: true, size: true },
  });
  const files = [...new Set(ids)].flatMap((id) => rows.find((row) => row.id === id) ?? []);
  return files.length === ids.length ? files : null;
}

/** Why a person has to look before this goes out; null when it may go. */
async function heldBecause(
  { tx, actor }: MutationContext,
  { id }: LockedConversation,
  seenUpTo: number,
): Promise<string | null> {
  const unseen = await findUnseen(tx, {
    conversationId: id,
    seenUpTo,
    authorId: actor.userId,
    // A person's answer is not held back by what came in as they pressed the key; a program can always look again.
    online: actor.kind !== 'AI',
  });
  if (unseen) return unseenText(unseen);
  const held = await tx.message.count({
    where: { conversationId: id, status: 'HELD', authorId: actor.userId, direction: 'OUTBOUND' },
  });
  return held > 0 ? STILL_HELD : null;
}

type Making = {
  readonly part: ReplyPart;
  readonly args: Args;
  readonly index: number;
  readonly status: string;
  readonly why: string | null;
  /** What `why` is about. */
  readonly code: 'needs_look' | 'uncertain';
};

function newSend(
  { actor, now }: MutationContext,
  edit: ConversationEdit,
  { part, args, index, status, why, code }: Making,
): NewSend {
  return {
    id: index === 0 ? args.messageId : newId(),
    number: edit.takeNumber(),
    episode: edit.episode,
    type: part.type,
    fullText: part.text,
    ...syncedText(part.text),
    status,
    authorKind: actor.kind,
    authorId: actor.userId,
    replyToId: index === 0 ? (args.replyToId ?? null) : null,
    seenUpTo: args.seenUpTo,
    errorCode: why === null ? null : code,
    errorText: why,
    sentAt: status === 'SENT' ? now : null,
    fileId: part.file?.id ?? null,
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
