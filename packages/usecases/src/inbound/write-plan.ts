import type { Tx } from '@frontdesk/db/client';
import { associationId } from '@frontdesk/core/ids';
import { indexContacts, indexMessages } from '@frontdesk/db/search';
import { renameCustomers } from './rename-customers.ts';
import { enqueueAfterCommit, lanes } from '../outbox.ts';
import { insertRows, updateRows } from '../sql/bulk-rows.ts';
import type { IngestInbox } from './ingest-world.ts';
import * as tables from './ingest-tables.ts';
import type { MessagePlan } from './plan-messages.ts';

/** Writes a plan: one statement per table, parents first. */
export async function writePlan(tx: Tx, inbox: IngestInbox, plan: MessagePlan): Promise<void> {
  if (plan.messages.length === 0) return;
  await insertRows(tx, tables.CONTACTS, plan.contacts);
  await insertRows(tx, tables.IDENTITIES, plan.identities);
  const cards = [...plan.cards.values()];
  await insertRows(tx, tables.CARDS, cards, '(id) do nothing');
  await indexContacts(tx, [...new Set(cards.map((card) => card.contactId))]);
  await writeConversations(tx, inbox, plan);
  await insertRows(tx, tables.MESSAGES, plan.messages);
  await insertRows(tx, tables.MESSAGE_BODIES, plan.bodies);
  await insertRows(tx, tables.MESSAGE_REFS, plan.refs);
  const wholeTexts = new Map(plan.bodies.map((body) => [body.messageId, body.text]));
  await indexMessages(
    tx,
    plan.messages.map(({ id, organizationId, scopeId, conversationId, text }) => ({
      messageId: id,
      organizationId,
      inboxId: scopeId,
      conversationId,
      text: wholeTexts.get(id) ?? text,
    })),
  );
  await insertRows(tx, tables.ATTACHMENTS, plan.attachments);
  await insertRows(
    tx,
    tables.ATTACHMENT_SOURCES,
    plan.attachments.map((one) => ({ ...one, attachmentId: one.id })),
  );
  await insertRows(tx, tables.PIPELINE_STEPS, plan.steps);
  await renameCustomers(tx, [...plan.renamed.values()]);
  await touchContacts(tx, [...plan.contactIds]);
  await enqueueAfterCommit(tx, [
    ...lanes(
      'fetch-attachment',
      inbox.organizationId,
      plan.attachments.map(({ id }) => id),
    ),
    ...lanes(
      'read-conversation',
      inbox.organizationId,
      new Set(plan.steps.map((step) => step.conversationId)),
    ),
  ]);
}

async function writeConversations(tx: Tx, inbox: IngestInbox, plan: MessagePlan): Promise<void> {
  const { organizationId, id: inboxId, channel } = inbox;
  const common = { organizationId, scopeId: inboxId, inboxId, channel };
  const drafts = plan.conversations;
  const fresh = drafts.filter((draft) => draft.isNew);
  await insertRows(
    tx,
    tables.CONVERSATIONS,
    fresh.map((draft) => ({ ...draft, ...common })),
  );
  await updateRows(
    tx,
    tables.CONVERSATION_HEADS,
    'id',
    drafts.filter((draft) => !draft.isNew),
  );
  const episodes = drafts.flatMap((draft) =>
    draft.newEpisodes.map(({ number, openedAt }) => ({
      id: associationId(draft.id, String(number)),
      organizationId,
      conversationId: draft.id,
      number,
      openedAt,
    })),
  );
  // An episode that was resolved by hand before it was ever written down is there already.
  await insertRows(tx, tables.EPISODES, episodes, '(id) do nothing');
  const events = drafts.flatMap((draft) =>
    draft.events.map((event) => ({
      ...event,
      ...common,
      conversationId: draft.id,
      actorKind: 'CUSTOMER',
      actorId: null,
    })),
  );
  await insertRows(tx, tables.TIMELINE_EVENTS, events);
}

/** A contact that was deleted and writes again is there again. */
async function touchContacts(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    update contacts set last_message_at = clock_timestamp(), deleted_at = null where id = any(${ids}::uuid[])`;
}
