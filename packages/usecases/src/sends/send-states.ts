import type { Tx } from '@frontdesk/db/client';
import { notifyUsers } from '../notifications.ts';
import { restoreWaiting } from '../conversations/restore-waiting.ts';
import { drainLater } from '../outbox.ts';
import type { HoldCode } from './hold-codes.ts';
import { type SendFailure, applyEffects } from './send-failed.ts';

/** What a transition needs to know of a send. */
export type SendRow = {
  readonly messageId: string;
  readonly organizationId: string;
  readonly inboxId: string;
  readonly conversationId: string;
  readonly authorId: string | null;
};

/** When the vendor is first asked whether it has a message whose answer was lost. */
const FIRST_LOOKUP_MS = 5_000;

/** Will not go out by itself any more; shown with why, and with a way to try again. */
export async function failSend(
  tx: Tx,
  send: SendRow,
  failure: Pick<SendFailure, 'code' | 'why' | 'effect'>,
): Promise<void> {
  await setState(tx, send.messageId, 'DEAD', failure.why);
  await tx.$executeRaw`
    update messages set status = 'FAILED', error_code = ${failure.code}, error_text = ${failure.why}, updated_at = clock_timestamp()
    where id = ${send.messageId}::uuid`;
  await applyEffects(tx, { id: send.inboxId, organizationId: send.organizationId }, [
    { ...send, ...failure },
  ]);
}

/** The vendor may or may not have taken it. Never sent again but by a person. */
export async function declareUncertain(tx: Tx, send: SendRow, why: string): Promise<void> {
  await setState(tx, send.messageId, 'UNCERTAIN', why);
  await tx.$executeRaw`
    update sends set next_attempt_at = clock_timestamp() + ${FIRST_LOOKUP_MS}::float8 * interval '1 millisecond'
    where message_id = ${send.messageId}::uuid`;
  await tx.$executeRaw`
    update messages set status = 'UNCERTAIN', error_code = 'uncertain', error_text = ${why}, updated_at = clock_timestamp()
    where id = ${send.messageId}::uuid`;
  await notify(tx, send, 'send_failed', why);
  await drainLater(
    tx,
    { name: 'drain-conversation', lane: send.conversationId, organizationId: send.organizationId },
    FIRST_LOOKUP_MS,
  );
}

/**
 * Waits for its author to look at what has come in since, and with it everything that this author has queued behind
 * it: a later message must not overtake the one before it.
 */
export async function holdSend(
  tx: Tx,
  send: SendRow & { readonly number: number },
  { code, why }: { readonly code: HoldCode; readonly why: string },
): Promise<void> {
  const held = await tx.$queryRaw<{ messageId: string }[]>`
    update sends s set state = 'HELD', last_error = ${why}, updated_at = clock_timestamp()
    from messages m where m.id = s.message_id and s.conversation_id = ${send.conversationId}::uuid
      and (s.state = 'QUEUED' or s.message_id = ${send.messageId}::uuid)
      and s.number >= ${send.number} and m.author_id is not distinct from ${send.authorId}::uuid
    returning s.message_id as "messageId"`;
  await tx.$executeRaw`
    update messages set status = 'HELD', error_code = ${code}, error_text = ${why}, updated_at = clock_timestamp()
    where id = any(${held.map((one) => one.messageId)}::uuid[])`;
  await restoreWaiting(tx, send.conversationId);
  await notify(tx, send, 'needs_look', why);
}

const setState = (tx: Tx, messageId: string, state: string, why: string): Promise<number> =>
  tx.$executeRaw`
    update sends set state = ${state}, last_error = ${why}, updated_at = clock_timestamp()
    where message_id = ${messageId}::uuid`;

async function notify(
  tx: Tx,
  send: SendRow,
  kind: 'send_failed' | 'needs_look',
  text: string,
): Promise<void> {
  const { organizationId, conversationId, messageId, authorId } = send;
  const users = authorId === null ? await whoAnswersForAi(tx, send) : [authorId];
  await notifyUsers(tx, organizationId, users, { kind, conversationId, itemId: messageId, text });
}

/** An answer of the AI is the business of whoever approved it, else of whoever has the conversation. */
async function whoAnswersForAi(tx: Tx, { conversationId, messageId }: SendRow): Promise<string[]> {
  const rows = await tx.$queryRaw<{ userId: string | null }[]>`
    select coalesce(s.approved_by_id, c.assignee_id) as "userId" from conversations c
      left join sop_run_steps s on s.conversation_id = c.id and s.input->>'messageId' = ${messageId}
    where c.id = ${conversationId}::uuid limit 1`;
  return rows.flatMap(({ userId }) => userId ?? []);
}
