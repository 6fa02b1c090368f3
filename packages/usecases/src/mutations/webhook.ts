import { fields } from '@frontdesk/connector-kit/lenient-json';
import { done, refuse } from '@frontdesk/core/errors';
import type { MutationArguments } from '@frontdesk/core/mutations/arguments';
import type { Tx } from '@frontdesk/db/client';
import type { LockedConversation } from '../conversations/lock-conversation.ts';
import type { Actor, MutationHandler } from '../mutation-handler.ts';
import { enqueueAfterCommit } from '../outbox.ts';
import { notFound, reachConversation } from './reach.ts';

/**
 * Has one of the organization's own addresses called with what is known of a conversation. The call is a row of this
 * transaction; the conversation's reading lane delivers it. Where the row is there already, nothing is added.
 */
export const callWebhook: MutationHandler<'webhook.call'> = async (context, args) => {
  const { tx, now } = context;
  const { callId, webhookId, conversationId, event } = args;
  const reached = await reachConversation(context, conversationId, 'conversation.status');
  if (!reached.ok) return reached;
  const { organizationId } = reached.value;
  const known = await tx.webhookCall.findFirst({ where: { id: callId } });
  if (known) return isSame(known, args) ? done({ callId }) : ID_TAKEN;
  const webhook = await tx.outgoingWebhook.findFirst({
    where: { id: webhookId, deletedAt: null },
    select: { id: true },
  });
  if (!webhook) return notFound('webhook');
  const subject = await subjectOf(tx, reached.value);
  // A link that lets somebody in goes to the address on file, never to one that a message names.
  if (event === 'sop.reset_link') {
    const { email } = subject.contact;
    if (!email) return NO_EMAIL;
    if (!(await isAsPlanned(tx, context.actor, email))) return OTHER_EMAIL;
  }
  const body = { type: event, timestamp: now.toISOString(), data: { callId, ...subject } };
  await tx.webhookCall.create({
    data: { id: callId, organizationId, webhookId, conversationId, event, body },
  });
  await enqueueAfterCommit(tx, [
    { name: 'read-conversation', lane: conversationId, organizationId },
  ]);
  return done({ callId });
};

type Args = MutationArguments['webhook.call'];

const isSame = (known: Omit<Args, 'callId' | 'event'> & { event: string }, args: Args): boolean =>
  known.webhookId === args.webhookId &&
  known.conversationId === args.conversationId &&
  known.event === args.event;

/** Who and where the call is about, as this inbox knows them. What anybody has written stays here. */
async function subjectOf(tx: Tx, conversation: LockedConversation) {
  const { id, inboxId, cardId, channel, status } = conversation;
  const card = await tx.contactCard.findUniqueOrThrow({
    where: { id: cardId },
    select: { contactId: true, name: true, email: true, phone: true },
  });
  const inbox = await tx.inbox.findUniqueOrThrow({
    where: { id: inboxId },
    select: { id: true, name: true },
  });
  const { contactId, ...contact } = card;
  return { conversation: { id, channel, status }, contact: { id: contactId, ...contact }, inbox };
}

/** The address may have changed since the step was planned, and shown to whoever approved it. */
async function isAsPlanned(tx: Tx, { runStepId }: Actor, email: string): Promise<boolean> {
  if (runStepId === undefined) return true;
  const where = { id: runStepId };
  const step = await tx.sopRunStep.findUnique({ where, select: { input: true } });
  return fields(step?.input)['to'] === email;
}

const ID_TAKEN = refuse('CONFLICT', 'There is another call with this id.');

const NO_EMAIL = refuse('CONFLICT', 'The contact has no e-mail address on file.', [
  { field: 'contact.email', message: 'missing' },
]);

const OTHER_EMAIL = refuse(
  'CONFLICT',
  'The contact’s e-mail address is another one than the link was to go to.',
);
