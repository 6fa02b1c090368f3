import type { Tx } from '@frontdesk/db/client';
import type { MediaKind } from '@frontdesk/connector-kit/channel';

/** The oldest send of a conversation that still has to go, with all that sending it takes. */
export type NextSend = {
  readonly messageId: string;
  readonly organizationId: string;
  readonly inboxId: string;
  readonly conversationId: string;
  readonly identityId: string;
  readonly channel: string;
  readonly number: number;
  readonly state: 'QUEUED' | 'CLAIMED';
  readonly attempts: number;
  /** Milliseconds since the claim; null when there is none. */
  readonly claimedMsAgo: number | null;
  /** Milliseconds until it is due; not above 0 when it is. */
  readonly dueInMs: number;
  readonly to: string;
  readonly text: string;
  readonly seenUpTo: number | null;
  readonly authorId: string | null;
  readonly metadata: unknown;
  /** Vendor's id of the quoted message. */
  readonly replyTo: string | null;
  readonly health: string;
  readonly archived: boolean;
  readonly lastInboundMsAgo: number | null;
  readonly attachment: {
    readonly id: string;
    readonly kind: MediaKind;
    readonly mimeType: string;
    readonly fileName: string;
    readonly size: number;
    readonly state: 'PENDING' | 'READY' | 'FAILED';
  } | null;
};

/** Null when nothing waits. The conversation's row must be locked. Ages are by the database's clock. */
export async function findNextSend(tx: Tx, conversationId: string): Promise<NextSend | null> {
  const rows = await tx.$queryRaw<NextSend[]>`
    select s.message_id as "messageId", s.organization_id as "organizationId", s.inbox_id as "inboxId",
      s.conversation_id as "conversationId", c.identity_id as "identityId", c.channel, s.number, s.state, s.attempts,
      extract(epoch from clock_timestamp() - s.claimed_at)::float8 * 1000 as "claimedMsAgo",
      extract(epoch from s.next_attempt_at - clock_timestamp())::float8 * 1000 as "dueInMs",
      i.key as "to", coalesce(b.text, m.text) as text, m.seen_up_to as "seenUpTo", m.author_id as "authorId", m.metadata,
      (select f.external_id from message_refs f where f.message_id = m.reply_to_id and f.inbox_id = s.inbox_id
        order by f.created_at desc limit 1) as "replyTo",
      x.health, x.archived_at is not null as archived,
      extract(epoch from clock_timestamp() - c.last_inbound_at)::float8 * 1000 as "lastInboundMsAgo",
      (select jsonb_build_object('id', a.id, 'kind', a.kind, 'mimeType', a.mime_type, 'fileName', a.file_name,
          'size', a.size, 'state', a.state)
        from attachments a where a.message_id = m.id order by a.id limit 1) as attachment
    from sends s
    join messages m on m.id = s.message_id
    left join message_bodies b on b.message_id = m.id
    join conversations c on c.id = s.conversation_id
    join channel_identities i on i.id = c.identity_id
    join inboxes x on x.id = s.inbox_id
    where s.conversation_id = ${conversationId}::uuid and s.state in ('QUEUED', 'CLAIMED')
    order by s.number limit 1`;
  return rows[0] ?? null;
}
