import { seesEveryInbox } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import type { Member } from '../auth/rights.ts';
import { BEGINNING, type Page, type PageRequest, type Place, cursorPage, placeOf } from './page.ts';
import { visible } from './visible.ts';

const COLUMNS = {
  id: true,
  name: true,
  phone: true,
  email: true,
  language: true,
  timezone: true,
  blocked: true,
  fields: true,
  lastMessageAt: true,
  createdAt: true,
  updatedAt: true,
  rev: true,
  tags: { select: { tagId: true } },
} as const;

type Row = {
  id: string;
  name: string;
  phone: string | null;
  email: string | null;
  language: string | null;
  timezone: string | null;
  blocked: boolean;
  fields: unknown;
  lastMessageAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  rev: number;
  tags: { tagId: string }[];
};

export type ContactView = Omit<Row, 'tags' | 'fields'> & {
  fields: Record<string, unknown>;
  tagIds: string[];
};

export type ContactFilter = {
  readonly tagId?: string | undefined;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  /** Only these: what a search has found. */
  readonly ids?: readonly string[] | undefined;
};

/** The newest contacts that the member may see. */
export async function listContacts(
  tx: Tx,
  member: Member,
  filter: ContactFilter,
  request: PageRequest,
): Promise<Page<ContactView>> {
  const { limit, page } = request;
  const place = page === undefined ? placeOf(request.cursor) : BEGINNING;
  const skip = page === undefined ? 0 : (page - 1) * limit;
  const found = await newest(tx, member, filter, { limit: limit + 1, skip, place });
  const answer = cursorPage(found, limit, (row) => row);
  const data = await viewsOf(
    tx,
    member,
    answer.data.map((row) => row.id),
  );
  if (page === undefined) return { ...answer, data };
  return { ...answer, data, page, total: await countContacts(tx, member, filter) };
}

/** A contact that the member may see, as they may see it; null for any other. */
export async function readContact(
  tx: Tx,
  member: Member,
  id: string,
): Promise<(ContactView & { identities: IdentityView[] }) | null> {
  const [found] = await newest(tx, member, { ids: [id] }, { limit: 1, skip: 0, place: BEGINNING });
  const [view] = found === undefined ? [] : await viewsOf(tx, member, [found.id]);
  return view === undefined ? null : { ...view, identities: await identitiesOf(tx, member, id) };
}

type Slice = { readonly limit: number; readonly skip: number; readonly place: Place };

/**
 * Ids in reach, newest first. Who sees every inbox sees every contact. Anybody else sees one through its card in an
 * inbox of theirs, and those that belong to no inbox yet, such as imported ones. (One aggregate for both: of two EXISTS
 * Postgres would make tables of all cards first.)
 */
function newest(
  tx: Tx,
  member: Member,
  filter: ContactFilter,
  { limit, skip, place }: Slice,
): Promise<Place[]> {
  const { all, inboxes, tag, phone, email, ids } = conditions(member, filter);
  const { at, id } = place;
  return tx.$queryRaw<Place[]>`
    select c.id, c.created_at::text as at from contacts c
    where c.organization_id = ${member.organizationId}::uuid and c.deleted_at is null
      and (c.created_at, c.id) < (${at}::timestamptz, ${id}::uuid)
      and (${all}::bool or coalesce((
        select bool_or(k.inbox_id = any(${inboxes}::uuid[])) from contact_cards k where k.contact_id = c.id), true))
      and (${ids}::uuid[] is null or c.id = any(${ids}::uuid[]))
      and (${phone}::text is null or c.phone = ${phone}::text)
      and (${email}::text is null or c.email = ${email}::text)
      and (${tag}::uuid is null or exists (
        select from contact_tags t where t.contact_id = c.id and t.tag_id = ${tag}::uuid))
    order by c.created_at desc, c.id desc limit ${limit} offset ${skip}`;
}

async function countContacts(tx: Tx, member: Member, filter: ContactFilter): Promise<number> {
  const { all, inboxes, tag, phone, email, ids } = conditions(member, filter);
  const [row] = await tx.$queryRaw<{ total: number }[]>`
    select count(*)::int as total from contacts c
    where c.organization_id = ${member.organizationId}::uuid and c.deleted_at is null
      and (${all}::bool or coalesce((
        select bool_or(k.inbox_id = any(${inboxes}::uuid[])) from contact_cards k where k.contact_id = c.id), true))
      and (${ids}::uuid[] is null or c.id = any(${ids}::uuid[]))
      and (${phone}::text is null or c.phone = ${phone}::text)
      and (${email}::text is null or c.email = ${email}::text)
      and (${tag}::uuid is null or exists (
        select from contact_tags t where t.contact_id = c.id and t.tag_id = ${tag}::uuid))`;
  return row?.total ?? 0;
}

const conditions = ({ rights }: Member, filter: ContactFilter) => ({
  all: seesEveryInbox(rights),
  inboxes: [...rights.inboxIds],
  tag: filter.tagId ?? null,
  phone: filter.phone ?? null,
  email: filter.email ?? null,
  ids: filter.ids === undefined ? null : [...filter.ids],
});

/** The rows in the order of their ids, as the member may see them. */
async function viewsOf(tx: Tx, member: Member, ids: readonly string[]): Promise<ContactView[]> {
  const rows: Row[] = await tx.contact.findMany({
    where: { id: { in: [...ids] } },
    select: COLUMNS,
  });
  const cards = await cardsFor(tx, member, ids);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (row === undefined) return [];
    const { tags, ...columns } = row;
    const tagIds = tags.map((tag) => tag.tagId);
    const card = cards.get(id);
    // Behind a card stands only what its inbox has learnt of the contact.
    if (card !== undefined)
      return [{ ...columns, ...card, fields: {}, lastMessageAt: null, tagIds }];
    return [{ ...columns, fields: asRecord(columns.fields), tagIds }];
  });
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const CARD = {
  name: true,
  phone: true,
  email: true,
  language: true,
  timezone: true,
  blocked: true,
};

/** The oldest card that the member may see of each contact; none for who sees the contacts themselves. */
async function cardsFor(tx: Tx, member: Member, ids: readonly string[]) {
  if (seesEveryInbox(member.rights)) return new Map<string, never>();
  const cards = await tx.contactCard.findMany({
    where: { contactId: { in: [...ids] }, ...visible(member.rights) },
    select: { contactId: true, ...CARD },
    orderBy: { createdAt: 'desc' },
  });
  return new Map(cards.map(({ contactId, ...card }) => [contactId, card]));
}

/** The member's conversations with a contact, newest first. */
export async function conversationIdsOfContact(
  tx: Tx,
  member: Member,
  contactId: string,
  limit: number,
): Promise<string[]> {
  const identities = await tx.channelIdentity.findMany({
    where: { contactId },
    select: { id: true },
  });
  const rows = await tx.conversation.findMany({
    where: { identityId: { in: identities.map((one) => one.id) }, ...visible(member.rights) },
    orderBy: [{ lastMessageAt: 'desc' }, { id: 'desc' }],
    select: { id: true },
    take: limit,
  });
  return rows.map((row) => row.id);
}

/** By contact, the newest of its conversations that the member may see. */
export async function newestConversations(
  tx: Tx,
  { rights }: Member,
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, { id: string; lastMessageAt: Date | null }>> {
  const rows = await tx.$queryRaw<{ contactId: string; id: string; lastMessageAt: Date | null }[]>`
    select distinct on (i.contact_id) i.contact_id as "contactId", c.id, c.last_message_at as "lastMessageAt"
    from channel_identities i join conversations c on c.identity_id = i.id
    where i.contact_id = any(${[...contactIds]}::uuid[])
      and (${seesEveryInbox(rights)}::bool or c.inbox_id = any(${[...rights.inboxIds]}::uuid[]))
    order by i.contact_id, c.last_message_at desc nulls last, c.id desc`;
  return new Map(rows.map(({ contactId, ...conversation }) => [contactId, conversation]));
}

export type IdentityView = {
  id: string;
  channel: string;
  key: string;
  displayName: string | null;
  phone: string | null;
};

/** Where the contact writes from; only as far as the member sees a conversation with it. */
async function identitiesOf(tx: Tx, member: Member, contactId: string): Promise<IdentityView[]> {
  const rows = await tx.channelIdentity.findMany({
    where: { contactId },
    select: { id: true, channel: true, key: true, displayName: true, phone: true },
    orderBy: { createdAt: 'asc' },
  });
  if (seesEveryInbox(member.rights)) return rows;
  const seen = await tx.conversation.findMany({
    where: { identityId: { in: rows.map((row) => row.id) }, ...visible(member.rights) },
    select: { identityId: true },
  });
  const ids = new Set(seen.map((one) => one.identityId));
  return rows.filter((row) => ids.has(row.id));
}
