import { contactQuery, contactText } from '@frontdesk/core/contact-search';
import { TOKEN_VERSION, query, vec } from '@frontdesk/core/search-tokens';
import type { Tx } from './client.ts';

/** A message as far as it is searched. */
export type SearchableMessage = {
  readonly messageId: string;
  readonly organizationId: string;
  readonly inboxId: string;
  readonly conversationId: string;
  /** All of it, also where the synced row is cut. */
  readonly text: string;
};

/**
 * Indexes messages, in the transaction that writes them; once more for one whose text changed. A deleted message's entry
 * goes with it, a moved conversation's follow it.
 */
export async function indexMessages(tx: Tx, messages: readonly SearchableMessage[]): Promise<void> {
  const rows = messages.map(({ text, ...message }) => ({ ...message, sv: vec(text) }));
  const worded = rows.filter(({ sv }) => sv !== '');
  if (worded.length === 0) return;
  await tx.$executeRaw`
    insert into message_search (message_id, organization_id, inbox_id, conversation_id, tok_version, sv)
    select r."messageId", r."organizationId", r."inboxId", r."conversationId", ${TOKEN_VERSION}, r.sv::tsvector
    from jsonb_to_recordset(${JSON.stringify(worded)}::jsonb) as r(
      "messageId" uuid, "organizationId" uuid, "inboxId" uuid, "conversationId" uuid, sv text)
    on conflict (organization_id, message_id) do update set sv = excluded.sv, tok_version = excluded.tok_version`;
}

type ContactText = {
  contactId: string;
  scopeId: string;
  organizationId: string;
  name: string;
  phone: string | null;
  email: string | null;
};

/**
 * Indexes contacts and their cards anew as the transaction has them now: called after one of them was written. A contact
 * that is marked as deleted is not found, whatever is indexed.
 */
export async function indexContacts(tx: Tx, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  const texts = await tx.$queryRaw<ContactText[]>`
    select id as "contactId", organization_id as "scopeId", organization_id as "organizationId", name, phone, email
      from contacts where id = any(${contactIds}::uuid[])
    union all
    select k.contact_id, k.inbox_id, k.organization_id, k.name, k.phone, k.email
      from contact_cards k where k.contact_id = any(${contactIds}::uuid[])`;
  const rows = texts.map(({ contactId, scopeId, organizationId, ...text }) => ({
    contactId,
    scopeId,
    organizationId,
    sv: vec(contactText(text)),
  }));
  await tx.$executeRaw`delete from contact_search where contact_id = any(${contactIds}::uuid[])`;
  await tx.$executeRaw`
    insert into contact_search (contact_id, scope_id, organization_id, tok_version, sv)
    select r."contactId", r."scopeId", r."organizationId", ${TOKEN_VERSION}, r.sv::tsvector
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
      "contactId" uuid, "scopeId" uuid, "organizationId" uuid, sv text)
    on conflict (organization_id, contact_id, scope_id) do update set sv = excluded.sv, tok_version = excluded.tok_version`;
}

export type SearchScope = {
  readonly organizationId: string;
  /** Inboxes of the searcher; null for one who sees all of them. */
  readonly inboxIds: readonly string[] | null;
};

export type SearchRequest = {
  readonly text: string;
  readonly limit: number;
  /** Only what is older than this one: the last of the page before. */
  readonly before?: string | undefined;
};

export type MessageHit = { readonly messageId: string; readonly conversationId: string };

const NEWER_THAN_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The newest messages with all of the words, the last of which may be a beginning; none for a text without words. */
export async function searchMessages(
  tx: Tx,
  { organizationId, inboxIds }: SearchScope,
  { text, limit, before = NEWER_THAN_ALL }: SearchRequest,
): Promise<MessageHit[]> {
  const words = query(text);
  if (words === '') return [];
  const recent = await tx.$queryRaw<MessageHit[]>`
    select message_id as "messageId", conversation_id as "conversationId" from search_messages(
      ${organizationId}::uuid, ${inboxIds}::uuid[], ${words}::tsquery, ${limit}::int, ${before}::uuid)`;
  if (recent.length >= limit) return recent;
  return tx.$queryRaw<MessageHit[]>`
    select message_id as "messageId", conversation_id as "conversationId" from search_rare_messages(
      ${organizationId}::uuid, ${inboxIds}::uuid[], ${words}::tsquery, ${limit}::int, ${before}::uuid)`;
}

/** The newest contacts with all of the words in name or address, or with the digits anywhere in the number. */
export async function searchContacts(
  tx: Tx,
  { organizationId, inboxIds }: SearchScope,
  { text, limit, before = NEWER_THAN_ALL }: SearchRequest,
): Promise<string[]> {
  const words = query(contactQuery(text));
  if (words === '') return [];
  const rows = await tx.$queryRaw<{ contactId: string }[]>`
    select contact_id as "contactId" from search_contacts(
      ${organizationId}::uuid, ${inboxIds}::uuid[], ${words}::tsquery, ${limit}::int, ${before}::uuid)`;
  return rows.map(({ contactId }) => contactId);
}
