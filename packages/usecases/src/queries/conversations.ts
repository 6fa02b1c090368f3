import type { ConversationStatus, Priority } from '@frontdesk/core/entities';
import { CONVERSATION_STATUSES } from '@frontdesk/core/entities';
import { seesEveryInbox } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import type { Member } from '../auth/rights.ts';
import { BEGINNING, type Page, type PageRequest, type Place, cursorPage, placeOf } from './page.ts';
import { visible } from './visible.ts';

export type ConversationFilter = {
  readonly statuses?: readonly ConversationStatus[] | undefined;
  readonly priority?: Priority | undefined;
  readonly inboxId?: string | undefined;
  /** A user id; null: nobody. */
  readonly assigneeId?: string | null | undefined;
  readonly teamId?: string | undefined;
  readonly tagId?: string | undefined;
};

const CARD = { id: true, contactId: true, name: true, phone: true, email: true } as const;

const COLUMNS = {
  id: true,
  inboxId: true,
  channel: true,
  identityId: true,
  cardId: true,
  subject: true,
  status: true,
  priority: true,
  snoozedUntil: true,
  assigneeId: true,
  teamId: true,
  lastNumber: true,
  lastInboundNumber: true,
  lastMessageAt: true,
  lastMessagePreview: true,
  lastMessageDirection: true,
  lastMessageAuthorKind: true,
  lastMessageAuthorId: true,
  lastInboundAt: true,
  waitingSince: true,
  episode: true,
  resolvedAt: true,
  intentId: true,
  intentConfidence: true,
  aiRunId: true,
  createdAt: true,
  updatedAt: true,
  rev: true,
} as const;

type Card = { contactId: string; name: string; phone: string | null; email: string | null };

export type ConversationView = Omit<Row, 'intentId' | 'intentConfidence'> & {
  /** As this inbox knows the contact. */
  contact: { id: string; name: string; phone: string | null; email: string | null };
  tagIds: string[];
  /** What its newest message wants; `category` is the intent's name. */
  intent: { id: string | null; category: string | null; confidence: number | null };
};

type Row = Awaited<ReturnType<typeof readRows>>[number];

const readRows = (tx: Tx, ids: readonly string[]) =>
  tx.conversation.findMany({ where: { id: { in: [...ids] } }, select: COLUMNS });

/** A conversation that the member may see; null for any other. */
export async function readConversation(
  tx: Tx,
  member: Member,
  id: string,
): Promise<ConversationView | null> {
  const found = await tx.conversation.findFirst({
    where: { id, organizationId: member.organizationId, ...visible(member.rights) },
    select: { id: true },
  });
  if (found === null) return null;
  const [view] = await readConversations(tx, [id]);
  return view ?? null;
}

/** The newest conversations that the member may see, by their last message. */
export async function listConversations(
  tx: Tx,
  member: Member,
  filter: ConversationFilter,
  request: PageRequest,
): Promise<Page<ConversationView>> {
  const { limit, page } = request;
  const after = page === undefined ? placeOf(request.cursor) : BEGINNING;
  const skip = page === undefined ? 0 : (page - 1) * limit;
  const found = await newest(tx, member, filter, { limit: skip + limit + 1, after });
  const answer = cursorPage(found.slice(skip), limit, (row) => row);
  const data = await readConversations(
    tx,
    answer.data.map((row) => row.id),
  );
  if (page === undefined) return { ...answer, data };
  return { ...answer, data, page, total: await countConversations(tx, member, filter) };
}

async function countConversations(
  tx: Tx,
  member: Member,
  filter: ConversationFilter,
): Promise<number> {
  const { statuses, assignee, nobody, priority, team, tag } = conditions(filter);
  const all = seesEveryInbox(member.rights) && filter.inboxId === undefined;
  const [row] = await tx.$queryRaw<{ total: number }[]>`
    select count(*)::int as total from conversations c
    where c.organization_id = ${member.organizationId}::uuid and c.status = any(${statuses}::text[])
      and c.last_message_at is not null
      and (${all}::bool or c.inbox_id = any(${inboxesOf(member, filter.inboxId)}::uuid[]))
      and (${assignee}::uuid is null or c.assignee_id = ${assignee}::uuid)
      and (not ${nobody}::bool or c.assignee_id is null)
      and (${priority}::text is null or c.priority = ${priority}::text)
      and (${team}::uuid is null or c.team_id = ${team}::uuid)
      and (${tag}::uuid is null or exists (
        select from conversation_tags t where t.conversation_id = c.id and t.tag_id = ${tag}::uuid))`;
  return row?.total ?? 0;
}

const conditions = (filter: ConversationFilter) => ({
  statuses: [...(filter.statuses ?? CONVERSATION_STATUSES)],
  assignee: filter.assigneeId ?? null,
  nobody: filter.assigneeId === null,
  priority: filter.priority ?? null,
  team: filter.teamId ?? null,
  tag: filter.tagId ?? null,
});

type Slice = { readonly limit: number; readonly after: Place };

/**
 * Ids by last message. Each (inbox or organization, status) is one walk down an index that ends after `limit` rows;
 * what they bring is merged. A plain "status in (…) order by" would read and sort every conversation there is.
 */
async function newest(
  tx: Tx,
  member: Member,
  filter: ConversationFilter,
  { limit, after }: Slice,
): Promise<Place[]> {
  const { statuses, assignee, nobody, priority, team, tag } = conditions(filter);
  const { organizationId, rights } = member;
  const { at, id } = after;
  if (seesEveryInbox(rights) && filter.inboxId === undefined) {
    return tx.$queryRaw<Place[]>`
      select c.id, c.last_message_at::text as at from unnest(${statuses}::text[]) s(status)
      cross join lateral (
        select c.id, c.last_message_at from conversations c
        where c.organization_id = ${organizationId}::uuid and c.status = s.status
          and (c.last_message_at, c.id) < (${at}::timestamptz, ${id}::uuid)
          and (${assignee}::uuid is null or c.assignee_id = ${assignee}::uuid)
          and (not ${nobody}::bool or c.assignee_id is null)
          and (${priority}::text is null or c.priority = ${priority}::text)
          and (${team}::uuid is null or c.team_id = ${team}::uuid)
          and (${tag}::uuid is null or exists (
            select from conversation_tags t where t.conversation_id = c.id and t.tag_id = ${tag}::uuid))
        order by c.last_message_at desc, c.id desc limit ${limit}
      ) c order by c.last_message_at desc, c.id desc limit ${limit}`;
  }
  const inboxes = inboxesOf(member, filter.inboxId);
  return tx.$queryRaw<Place[]>`
    select c.id, c.last_message_at::text as at
    from unnest(${inboxes}::uuid[]) i(id) cross join unnest(${statuses}::text[]) s(status)
    cross join lateral (
      select c.id, c.last_message_at from conversations c
      where c.inbox_id = i.id and c.status = s.status
        and (c.last_message_at, c.id) < (${at}::timestamptz, ${id}::uuid)
        and (${assignee}::uuid is null or c.assignee_id = ${assignee}::uuid)
        and (not ${nobody}::bool or c.assignee_id is null)
        and (${priority}::text is null or c.priority = ${priority}::text)
        and (${team}::uuid is null or c.team_id = ${team}::uuid)
        and (${tag}::uuid is null or exists (
          select from conversation_tags t where t.conversation_id = c.id and t.tag_id = ${tag}::uuid))
      order by c.last_message_at desc, c.id desc limit ${limit}
    ) c order by c.last_message_at desc, c.id desc limit ${limit}`;
}

function inboxesOf({ rights }: Member, asked: string | undefined): string[] {
  if (asked === undefined) return [...rights.inboxIds];
  return seesEveryInbox(rights) || rights.inboxIds.has(asked) ? [asked] : [];
}

/** Rows that the caller has found in reach, in the order of their ids: with the contact as the inbox knows it, and tags. */
export async function readConversations(
  tx: Tx,
  ids: readonly string[],
): Promise<ConversationView[]> {
  if (ids.length === 0) return [];
  const among = { in: [...ids] };
  const rows = await readRows(tx, ids);
  const cards = await tx.contactCard.findMany({
    where: { id: { in: rows.map((row) => row.cardId) } },
    select: CARD,
  });
  const tags = await tx.conversationTag.findMany({
    where: { conversationId: among },
    select: { conversationId: true, tagId: true },
    orderBy: { createdAt: 'asc' },
  });
  const intents = await tx.intent.findMany({
    where: { id: { in: rows.flatMap((row) => row.intentId ?? []) } },
    select: { id: true, name: true },
  });
  const intentNames = new Map(intents.map(({ id, name }) => [id, name]));
  const cardById = new Map(cards.map((card) => [card.id, card]));
  const rowById = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = rowById.get(id);
    if (row === undefined) return [];
    const tagIds = tags.filter((tag) => tag.conversationId === id).map((tag) => tag.tagId);
    const { intentId, intentConfidence: confidence, ...head } = row;
    const category = intentNames.get(intentId ?? '') ?? null;
    const intent = { id: intentId, category, confidence };
    return [{ ...head, contact: contactOf(cardById.get(row.cardId)), tagIds, intent }];
  });
}

const contactOf = (card: Card | undefined) => ({
  id: card?.contactId ?? '',
  name: card?.name ?? '',
  phone: card?.phone ?? null,
  email: card?.email ?? null,
});
