import type { MessageEvent } from '@frontdesk/connector-kit/channel';
import { must } from '@frontdesk/core/assert';
import { type Outcome, done } from '@frontdesk/core/errors';
import { associationId, newId } from '@frontdesk/core/ids';
import { seesEveryInbox } from '@frontdesk/core/roles';
import { indexContacts } from '@frontdesk/db/search';
import type { Tx } from '@frontdesk/db/client';
import type { Member } from '../auth/rights.ts';
import type { Deps } from '../deps.ts';
import { withRetries } from '../execute/retries.ts';
import { hintCommitted } from '../hints.ts';
import { type IngestInbox, loadWorld } from '../inbound/ingest-world.ts';
import { MessagePlan } from '../inbound/plan-messages.ts';
import { writePlan } from '../inbound/write-plan.ts';
import { firstStep } from '../pipeline/pipeline-steps.ts';
import { apiInbox } from './api-inbox.ts';

/** A customer's message that a program brings. */
export type ApiMessage = {
  /** Of the caller's own choice: one inbox for each. */
  readonly channel: string;
  readonly content: string;
  /** Who wrote, as the caller knows them: the same on every channel. */
  readonly customerId: string;
  readonly customerName: string | null;
  readonly customerEmail: string | null;
  readonly customerPhone: string | null;
};

/** Where the message stands now. */
export type Received = {
  readonly organizationId: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly number: number;
};

/**
 * Stores a message as a vendor's webhook would be, from its customer to the pipeline behind it. `key` names it: a known
 * one is found and not stored again. Refuses as {@link apiInbox} does; rejects when the database is away.
 */
export async function receiveApiMessage(
  deps: Pick<Deps, 'db' | 'bus' | 'log' | 'now'>,
  member: Member,
  message: ApiMessage,
  key: string,
): Promise<Outcome<Received>> {
  const received = await withRetries(() =>
    deps.db.asWorker(async (tx): Promise<Outcome<Received>> => {
      const inbox = await apiInbox(tx, member, message.channel);
      if (!inbox.ok) return inbox;
      await store(tx, inbox.value, { member, message, key, now: deps.now() });
      return done(await findStored(tx, inbox.value, key));
    }),
  );
  if (received.ok) hintCommitted(deps, member.organizationId);
  return received;
}

type Arrival = {
  readonly member: Member;
  readonly message: ApiMessage;
  readonly key: string;
  readonly now: Date;
};

async function store(
  tx: Tx,
  inbox: IngestInbox,
  { member, message, key, now }: Arrival,
): Promise<void> {
  // Two first messages of one customer make one contact: they take turns, whatever channel they name.
  const turn = `api-customer:${inbox.organizationId}:${message.customerId}`;
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${turn}, 0))`;
  const event = eventOf(message, key, await customerKey(tx, inbox, member, message.customerId));
  const world = await loadWorld(tx, inbox, [event]);
  const plan = new MessagePlan({ inbox, channel: null, world, now, newId, firstStep });
  plan.add(event);
  await writePlan(tx, inbox, plan);
  for (const contactId of plan.contactIds) await fillContact(tx, inbox, contactId, message);
}

/**
 * The customer is the same on every channel, for whoever sees one of the inboxes that know them. For others they are
 * another one: else their number and address could be had, and changed, by naming them.
 */
async function customerKey(
  tx: Tx,
  inbox: IngestInbox,
  { rights }: Member,
  customerId: string,
): Promise<string> {
  const rows = await tx.$queryRaw<{ reached: boolean }[]>`
    select ${seesEveryInbox(rights)} or exists (select from contact_cards k where k.contact_id = p.contact_id
      and k.inbox_id = any(${[inbox.id, ...rights.inboxIds]}::uuid[])) as reached
    from channel_identities i join channel_identities p on p.id = coalesce(i.alias_of, i.id)
    where i.organization_id = ${inbox.organizationId}::uuid and i.channel = ${inbox.channel} and i.key = ${customerId}`;
  return rows.every(({ reached }) => reached) ? customerId : `${inbox.id} ${customerId}`;
}

const eventOf = (message: ApiMessage, externalId: string, key: string): MessageEvent => ({
  type: 'message',
  dedupeKey: externalId,
  accountId: null,
  externalId,
  identity: {
    key,
    aliases: [],
    name: message.customerName,
    phone: message.customerPhone,
  },
  sentAt: null,
  messageType: 'TEXT',
  text: message.content,
  media: [],
  replyTo: null,
  metadata: {},
});

/** What the caller knows of a customer and we, or this inbox, did not. Nothing that is known is overwritten. */
async function fillContact(
  tx: Tx,
  inbox: IngestInbox,
  contactId: string,
  { customerEmail: email, customerPhone: phone }: ApiMessage,
): Promise<void> {
  if (email === null && phone === null) return;
  const changed = await tx.$executeRaw`
    update contacts set email = coalesce(email, ${email}), phone = coalesce(phone, ${phone}), rev = rev + 1,
      updated_at = clock_timestamp()
    where id = ${contactId}::uuid
      and ((email is null and ${email}::text is not null) or (phone is null and ${phone}::text is not null))`;
  await tx.$executeRaw`
    update contact_cards set email = coalesce(email, ${email}), phone = coalesce(phone, ${phone}),
      updated_at = clock_timestamp()
    where id = ${associationId(inbox.id, contactId)}::uuid
      and ((email is null and ${email}::text is not null) or (phone is null and ${phone}::text is not null))`;
  if (changed > 0) await indexContacts(tx, [contactId]);
}

async function findStored(tx: Tx, inbox: IngestInbox, externalId: string): Promise<Received> {
  const [row] = await tx.$queryRaw<Received[]>`
    select m.id as "messageId", m.conversation_id as "conversationId", m.number, m.organization_id as "organizationId"
    from message_refs r join messages m on m.id = r.message_id
    where r.inbox_id = ${inbox.id}::uuid and r.external_id = ${externalId}`;
  return must(row, 'the message just stored');
}
