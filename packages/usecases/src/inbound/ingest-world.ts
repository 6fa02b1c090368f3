import type { MessageEvent, ReceiptEvent } from '@frontdesk/connector-kit/channel';
import type { ConversationStatus } from '@frontdesk/core/entities';
import type { Tx } from '@frontdesk/db/client';

export type IngestInbox = {
  readonly id: string;
  readonly organizationId: string;
  readonly channel: string;
};

export type KnownIdentity = {
  /** The key that found it: its own or an alias. */
  readonly key: string;
  readonly id: string;
  readonly contactId: string;
  readonly displayName: string | null;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly language: string | null;
  readonly timezone: string | null;
  readonly blocked: boolean;
};

export type KnownConversation = {
  readonly id: string;
  readonly identityId: string;
  readonly cardId: string;
  readonly status: ConversationStatus;
  readonly snoozedUntil: Date | null;
  readonly assigneeId: string | null;
  readonly lastNumber: number;
  readonly lastInboundNumber: number;
  readonly lastMessageAt: Date | null;
  readonly lastMessagePreview: string | null;
  readonly lastMessageDirection: string | null;
  readonly lastMessageAuthorKind: string | null;
  readonly lastMessageAuthorId: string | null;
  readonly lastInboundAt: Date | null;
  readonly waitingSince: Date | null;
  readonly episode: number;
  readonly resolvedAt: Date | null;
  /** Its current episode's transcript is taken: what comes now belongs to the next one. */
  readonly frozen: boolean;
};

/** What is already stored of what a batch speaks of. */
export type IngestWorld = {
  /** By key, aliases included. */
  readonly identities: ReadonlyMap<string, KnownIdentity>;
  /** By identity. Their rows are locked. */
  readonly conversations: ReadonlyMap<string, KnownConversation>;
  /** Message ids by the vendor's id. */
  readonly refs: ReadonlyMap<string, string>;
};

/**
 * Reads, and locks, what these events touch: one round trip per kind of row, however many events there are. Rows are
 * locked in the order of their ids, so that two batches cannot wait for each other.
 */
export async function loadWorld(
  tx: Tx,
  inbox: IngestInbox,
  events: readonly (MessageEvent | ReceiptEvent)[],
): Promise<IngestWorld> {
  const messages = events.filter((event) => event.type === 'message');
  const keys = [
    ...new Set(messages.flatMap(({ identity }) => [identity.key, ...identity.aliases])),
  ];
  const externalIds = messages.flatMap(({ externalId, replyTo }) =>
    replyTo === null ? [externalId] : [externalId, replyTo],
  );
  const identities = keys.length === 0 ? [] : await findIdentities(tx, inbox, keys);
  const identityIds = [...new Set(identities.map(({ id }) => id))];
  const conversations =
    identityIds.length === 0 ? [] : await lockConversations(tx, inbox, identityIds);
  const refs = externalIds.length === 0 ? [] : await findRefs(tx, inbox, [...new Set(externalIds)]);
  return {
    identities: new Map(identities.map((one) => [one.key, one])),
    conversations: new Map(conversations.map((one) => [one.identityId, one])),
    refs: new Map(refs.map((one) => [one.externalId, one.messageId])),
  };
}

const findIdentities = (tx: Tx, inbox: IngestInbox, keys: readonly string[]) =>
  tx.$queryRaw<KnownIdentity[]>`
    select i.key, p.id, p.contact_id as "contactId", p.display_name as "displayName",
      c.name, c.phone, c.email, c.language, c.timezone, c.blocked
    from channel_identities i
    join channel_identities p on p.id = coalesce(i.alias_of, i.id)
    join contacts c on c.id = p.contact_id
    where i.organization_id = ${inbox.organizationId}::uuid and i.channel = ${inbox.channel} and i.key = any(${keys}::text[])`;

const lockConversations = (tx: Tx, inbox: IngestInbox, identityIds: readonly string[]) =>
  tx.$queryRaw<KnownConversation[]>`
    select c.id, c.identity_id as "identityId", c.card_id as "cardId", c.status, c.snoozed_until as "snoozedUntil",
      c.assignee_id as "assigneeId", c.last_number as "lastNumber", c.last_inbound_number as "lastInboundNumber",
      c.last_message_at as "lastMessageAt", c.last_message_preview as "lastMessagePreview",
      c.last_message_direction as "lastMessageDirection",
      c.last_message_author_kind as "lastMessageAuthorKind", c.last_message_author_id as "lastMessageAuthorId",
      c.last_inbound_at as "lastInboundAt",
      c.waiting_since as "waitingSince", c.episode, c.resolved_at as "resolvedAt",
      exists (select from episodes e where e.conversation_id = c.id and e.number = c.episode and e.resolved_at is not null) as frozen
    from conversations c
    where c.inbox_id = ${inbox.id}::uuid and c.identity_id = any(${identityIds}::uuid[])
    order by c.id for update of c`;

const findRefs = (tx: Tx, inbox: IngestInbox, externalIds: readonly string[]) =>
  tx.$queryRaw<{ externalId: string; messageId: string }[]>`
    select external_id as "externalId", message_id as "messageId" from message_refs
    where inbox_id = ${inbox.id}::uuid and external_id = any(${externalIds}::text[])`;
