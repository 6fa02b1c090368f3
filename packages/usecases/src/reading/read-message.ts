import { associationId } from '@frontdesk/core/ids';
import { BUILT_IN_READER } from '@frontdesk/core/sops/built-in-reader';
import type { Tx } from '@frontdesk/db/client';
import { type LockedConversation, lockConversation } from '../conversations/lock-conversation.ts';
import { hintCommitted } from '../hints.ts';
import type { PipelineDeps, PipelineMessage, PipelineStep } from '../pipeline/pipeline-step.ts';
import { isNewestToRead } from './newest-to-read.ts';
import { type TextReading, readText } from './read-text.ts';

/** A language is noted from texts of this length on: fewer words may be of any. */
const TELLING_CHARS = 24;

/**
 * Reads what an inbound message wants, and notes it with the message and with its conversation. Files are not looked
 * into, and what they are called is no text of the customer's: a message of files alone is one that nobody can be sure of.
 */
export const readMessage: PipelineStep = {
  name: 'read',
  applies: ({ type, spam }) => !spam && type !== 'REACTION',
  async run(deps, message) {
    const text = await textToRead(deps, message);
    if (text === null) return;
    const { organizationId, id: messageId } = message;
    const reading =
      text === '' ? NOTHING : await readText(deps, { organizationId, messageId, text });
    await deps.db.asWorker((tx) => writeReading(tx, message, { text, reading }));
    hintCommitted(deps, organizationId);
  },
};

/** Of a message without a word. */
const NOTHING: TextReading = {
  intentId: null,
  confidence: 0,
  alternatives: [],
  language: null,
  urgency: 'NORMAL',
  provider: BUILT_IN_READER,
  ms: 0,
};

/** The whole text; null where there is nothing to do, or where it was done before. */
async function textToRead({ db }: PipelineDeps, { id }: PipelineMessage): Promise<string | null> {
  const rows = await db.asWorker(
    (tx) => tx.$queryRaw<{ text: string }[]>`
    select coalesce(b.text, m.text) as text from messages m
      join conversations c on c.id = m.conversation_id left join message_bodies b on b.message_id = m.id
    where m.id = ${id}::uuid and m.direction = 'INBOUND' and m.type <> 'REACTION' and c.status <> 'SPAM'
      and not exists (select from classifications k where k.message_id = m.id)`,
  );
  return rows[0]?.text.trim() ?? null;
}

type Read = { readonly text: string; readonly reading: TextReading };

async function writeReading(tx: Tx, message: PipelineMessage, read: Read): Promise<void> {
  const conversation = await lockConversation(tx, message.conversationId);
  if (!conversation) return;
  const { organizationId, inboxId } = conversation;
  const known = await knownIntents(tx, organizationId, read.reading);
  const { intentId, confidence, alternatives, ...rest } = read.reading;
  const intent = intentId !== null && known.has(intentId) ? intentId : null;
  const row = {
    id: associationId('classification', message.id),
    organizationId,
    scopeId: inboxId,
    conversationId: conversation.id,
    messageId: message.id,
    number: message.number,
    intentId: intent,
    confidence,
    alternatives: alternatives.filter((one) => known.has(one.intentId)),
    ...rest,
  };
  const { count } = await tx.classification.createMany({ data: [row], skipDuplicates: true });
  if (count === 0 || read.text === '') return;
  if (await isNewestToRead(tx, conversation.id, message.number)) {
    await tx.conversation.update({
      where: { id: conversation.id },
      data: { intentId: intent, intentConfidence: confidence },
      select: { id: true },
    });
  }
  if (rest.language !== null && read.text.length >= TELLING_CHARS)
    await noteLanguage(tx, conversation, rest.language);
}

/** Those of a reading that are still there, and stay so until this is committed. */
async function knownIntents(
  tx: Tx,
  organizationId: string,
  { intentId, alternatives }: TextReading,
): Promise<ReadonlySet<string>> {
  const ids = [intentId, ...alternatives.map((one) => one.intentId)].filter((id) => id !== null);
  if (ids.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id from intents where organization_id = ${organizationId}::uuid and id = any(${ids}::uuid[])
    order by id for key share`;
  return new Set(rows.map(({ id }) => id));
}

/** Of a customer whose language nobody knows. */
async function noteLanguage(
  tx: Tx,
  { cardId, organizationId }: LockedConversation,
  language: string,
): Promise<void> {
  const where = { id: cardId, organizationId, language: null };
  const card = await tx.contactCard.findFirst({ where, select: { contactId: true } });
  if (!card) return;
  const { contactId } = card;
  const { count } = await tx.contact.updateMany({
    where: { id: contactId, organizationId, language: null },
    data: { language, rev: { increment: 1 } },
  });
  if (count === 0) return;
  await tx.contactCard.updateMany({
    where: { contactId, organizationId, language: null },
    data: { language },
  });
}
