import type { Tx } from '@frontdesk/db/client';

/** Whoever writes while an answer is already on its way does not hold that answer back. */
const GRACE_MS = 3_000;

/** Postgres's largest integer. */
const MAX_NUMBER = 2_147_483_647;

export type SeenCheck = {
  readonly conversationId: string;
  /** The newest timeline number that the author had on screen. */
  readonly seenUpTo: number;
  readonly authorId: string | null;
  /** Pushed as it was written; else it may have waited offline for hours, and nothing is too young to count. */
  readonly online: boolean;
  /** The message itself, when it stands in the timeline already. */
  readonly except?: string;
  /** Its number: a colleague who wrote behind it had it on screen, and was asked for the same. */
  readonly before?: number;
};

/**
 * The newest message by the customer, a colleague or AI that the author of a send had not seen; null when there is
 * none. The conversation's row must be locked.
 */
export async function findUnseen(
  tx: Tx,
  check: SeenCheck,
): Promise<{ number: number; byCustomer: boolean } | null> {
  const graceMs = check.online ? GRACE_MS : 0;
  const rows = await tx.$queryRaw<{ number: number; byCustomer: boolean }[]>`
    select number, direction = 'INBOUND' as "byCustomer" from messages
    where conversation_id = ${check.conversationId}::uuid and number > ${check.seenUpTo} and type <> 'REACTION'
      and id is distinct from ${check.except ?? null}::uuid
      and case direction
        when 'INBOUND' then created_at <= clock_timestamp() - ${graceMs}::float8 * interval '1 millisecond'
        else number < ${check.before ?? MAX_NUMBER} and author_id is distinct from ${check.authorId}::uuid and status not in ('HELD', 'REVOKED', 'FAILED')
      end
    order by number desc limit 1`;
  return rows[0] ?? null;
}

export const UNSEEN_TEXT = {
  customer: 'The customer has written since. Look at it, then send or discard your message.',
  colleague: 'A colleague has answered since. Look at it, then send or discard your message.',
} as const;

export const unseenText = (unseen: { readonly byCustomer: boolean }): string =>
  unseen.byCustomer ? UNSEEN_TEXT.customer : UNSEEN_TEXT.colleague;
