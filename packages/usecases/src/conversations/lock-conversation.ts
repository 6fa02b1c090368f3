import type { ConversationStatus, Direction } from '@frontdesk/core/entities';
import type { Tx } from '@frontdesk/db/client';
import { directly } from '@frontdesk/db/directly';

/** A conversation's row as whoever changes it needs it. */
export type LockedConversation = {
  readonly id: string;
  readonly organizationId: string;
  readonly inboxId: string;
  readonly channel: string;
  readonly identityId: string;
  readonly cardId: string;
  readonly status: ConversationStatus;
  readonly priority: string;
  readonly snoozedUntil: Date | null;
  readonly assigneeId: string | null;
  readonly teamId: string | null;
  /** The run by which the AI owns it; then nobody is assigned. */
  readonly aiRunId: string | null;
  readonly lastNumber: number;
  readonly lastInboundNumber: number;
  readonly lastMessageDirection: Direction | null;
  readonly lastInboundAt: Date | null;
  readonly waitingSince: Date | null;
  readonly episode: number;
  readonly resolvedAt: Date | null;
  /** Its current episode's transcript is taken. */
  readonly frozen: boolean;
};

/**
 * Takes the conversation's row until the transaction ends: every number in its timeline is given, and every check of
 * what its author had seen is made, under this lock. Null when there is none, or when row-level security hides it.
 */
export async function lockConversation(tx: Tx, id: string): Promise<LockedConversation | null> {
  const rows = await directly(tx).query<LockedConversation>`
    select c.id, c.organization_id as "organizationId", c.inbox_id as "inboxId", c.channel, c.identity_id as "identityId",
      c.card_id as "cardId", c.status, c.priority, c.snoozed_until as "snoozedUntil", c.assignee_id as "assigneeId",
      c.team_id as "teamId", c.ai_run_id as "aiRunId", c.last_number as "lastNumber", c.last_inbound_number as "lastInboundNumber",
      c.last_message_direction as "lastMessageDirection", c.last_inbound_at as "lastInboundAt",
      c.waiting_since as "waitingSince", c.episode, c.resolved_at as "resolvedAt",
      exists (select from episodes e where e.conversation_id = c.id and e.number = c.episode and e.resolved_at is not null) as frozen
    from conversations c where c.id = ${id}::uuid for update of c`;
  return rows[0] ?? null;
}

/** Takes several, in the order of their ids, so that two transactions cannot wait for each other. */
export async function lockConversations(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    select from conversations where id = any(${[...new Set(ids)]}::uuid[]) order by id for update`;
}
