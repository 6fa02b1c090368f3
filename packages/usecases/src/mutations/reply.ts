import { channelOf } from '@frontdesk/channels/registry';
import type { Limits, SendError } from '@frontdesk/connector-kit/channel';
import { type Outcome, type Refusal, done, refuse } from '@frontdesk/core/errors';
import type { MutationArguments } from '@frontdesk/core/mutations/arguments';
import type { LockedConversation } from '../conversations/lock-conversation.ts';
import type { MutationContext, MutationHandler } from '../mutation-handler.ts';
import { windowClosed } from '../sends/reply-window.ts';
import { reachConversation } from './reach.ts';
import { type ReplyFile, type ReplyPart, replyParts } from './reply-parts.ts';
import { checkPlace, sendReply } from './send-reply.ts';

type Args = MutationArguments['conversation.reply'];

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
  const limits = channelOf(conversation.channel)?.limits ?? STORED_ONLY;
  const place = await checkPlace(context, conversation, args.messageId);
  if (!place.ok) return place;
  const parts = await checkReply(context, conversation, args, limits);
  if (!parts.ok) return parts;
  const { lastInboundAt } = conversation;
  const closed = windowClosed(
    limits,
    lastInboundAt === null ? null : context.now.getTime() - lastInboundAt.getTime(),
  );
  // A person's text is kept until a template went in its place; a program is told, and does another thing.
  if (closed && !context.resent && context.actor.kind !== 'USER')
    return { ok: false, refusal: refusalOf(closed, 'CONFLICT') };
  return sendReply(context, conversation, {
    ...args,
    replyToId: args.replyToId ?? null,
    parts: parts.value,
    metadata: {},
    replaces: [],
    closed: closed?.why ?? null,
  });
};

/** Everything for which a reply is refused, before anything is stored. */
async function checkReply(
  { tx }: MutationContext,
  conversation: LockedConversation,
  args: Args,
  limits: Limits,
): Promise<Outcome<readonly ReplyPart[]>> {
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
  return parts.ok
    ? done(parts.parts)
    : { ok: false, refusal: refusalOf(parts.error, 'VALIDATION_ERROR') };
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
