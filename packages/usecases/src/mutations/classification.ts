import { done } from '@frontdesk/core/errors';
import type { Tx } from '@frontdesk/db/client';
import type { LockedConversation } from '../conversations/lock-conversation.ts';
import type { MutationHandler } from '../mutation-handler.ts';
import { enqueueAfterCommit } from '../outbox.ts';
import { MAX_EXAMPLE_CHARS, addExamples, countExamples, lockIntents } from '../reading/examples.ts';
import { isNewestToRead } from '../reading/newest-to-read.ts';
import { wantTraining } from '../reading/want-training.ts';
import { notFound, reachConversation } from './reach.ts';

/** The pipeline's step that looks for the procedure, which a correction may change. */
const DECIDE = 'decide';

/** A person says what a message wants: it counts from now on, the reader learns it, and the procedure is looked for anew. */
export const correctClassification: MutationHandler<'classification.correct'> = async (
  context,
  { classificationId, intentId },
) => {
  const { tx, actor, now } = context;
  const where = { id: classificationId };
  const found = await tx.classification.findUnique({ where, select: { conversationId: true } });
  if (!found) return notFound('reading');
  const reached = await reachConversation(context, found.conversationId, 'classification.correct');
  if (!reached.ok) return reached.refusal.code === 'NOT_FOUND' ? notFound('reading') : reached;
  const before = await tx.classification.findUniqueOrThrow({ where });
  if (before.correctedAt !== null && before.intentId === intentId) return done(null);
  if (intentId !== null && (await tx.intent.count({ where: { id: intentId } })) === 0)
    return notFound('intent');
  const { messageId, number } = before;
  await tx.classification.update({
    where,
    data: {
      intentId,
      confidence: 1,
      correctedById: actor.userId,
      correctedAt: now,
      readIntentId: before.correctedAt === null ? before.intentId : before.readIntentId,
    },
  });
  const conversation = reached.value;
  if (await isNewestToRead(tx, conversation.id, number)) {
    const head = { intentId, intentConfidence: 1 };
    await tx.conversation.update({ where: { id: conversation.id }, data: head });
  }
  await learnFrom(tx, conversation.organizationId, { messageId, intentId });
  await decideAgain(tx, conversation, messageId);
  return done(null);
};

type Lesson = { readonly messageId: string; readonly intentId: string | null };

/** The message's text is an example of that intent, and of no other that a person gave it before. */
async function learnFrom(
  tx: Tx,
  organizationId: string,
  { messageId, intentId }: Lesson,
): Promise<void> {
  const before = await tx.intentExample.findMany({
    where: { messageId },
    select: { intentId: true },
  });
  const text = await textOf(tx, messageId);
  const target = text === '' ? null : intentId;
  const touched = [target, ...before.map((one) => one.intentId)].filter((id) => id !== null);
  if (touched.length === 0) return;
  await lockIntents(tx, organizationId, touched);
  await tx.intentExample.deleteMany({ where: { messageId } });
  if (target !== null)
    await addExamples(tx, organizationId, [{ intentId: target, text, messageId }]);
  await countExamples(tx, organizationId, touched);
  await wantTraining(tx, organizationId);
}

/** As much of a message as an example holds; cut between characters. */
async function textOf(tx: Tx, messageId: string): Promise<string> {
  const { text } = await tx.message.findUniqueOrThrow({
    where: { id: messageId },
    select: { text: true },
  });
  return text
    .trim()
    .slice(0, MAX_EXAMPLE_CHARS)
    .replace(/[\uD800-\uDBFF]$/u, '')
    .trim();
}

/** Puts the message back at that step; one that is being worked on there now is worked on once more. */
async function decideAgain(
  tx: Tx,
  { id, organizationId }: LockedConversation,
  messageId: string,
): Promise<void> {
  await tx.$executeRaw`
    insert into pipeline_steps (message_id, organization_id, conversation_id, step)
    values (${messageId}::uuid, ${organizationId}::uuid, ${id}::uuid, ${DECIDE})
    on conflict (message_id) do update set attempts = 0, error = null,
      updated_at = greatest(clock_timestamp(), pipeline_steps.updated_at + interval '1 millisecond')`;
  await enqueueAfterCommit(tx, [{ name: 'read-conversation', lane: id, organizationId }]);
}
