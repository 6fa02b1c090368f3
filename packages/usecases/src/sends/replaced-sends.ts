import type { Tx } from '@frontdesk/db/client';
import { replacedBy } from './template-of.ts';

/**
 * A held text is kept until the template in its place has gone: then it is taken out of the thread, and comes back should
 * the vendor say later that the template did not arrive. The conversation is locked.
 */
export async function settleReplaced(tx: Tx, messageId: string): Promise<void> {
  const rows = await tx.$queryRaw<{ status: string; metadata: unknown; conversationId: string }[]>`
    select status, metadata, conversation_id as "conversationId" from messages
    where id = ${messageId}::uuid and metadata ? 'replaces'`;
  const [sent] = rows;
  const ids = replacedBy(sent?.metadata);
  if (!sent || ids.length === 0) return;
  const { conversationId } = sent;
  if (sent.status === 'FAILED') return giveBack(tx, conversationId, ids);
  if (sent.status === 'SENT' || sent.status === 'DELIVERED' || sent.status === 'READ')
    await putAway(tx, conversationId, ids);
}

async function putAway(tx: Tx, conversationId: string, ids: readonly string[]): Promise<void> {
  const away = await tx.$queryRaw<{ id: string }[]>`
    update messages set status = 'REVOKED', error_code = 'replaced', error_text = null, updated_at = clock_timestamp()
    where id = any(${ids}::uuid[]) and conversation_id = ${conversationId}::uuid and status in ('HELD', 'FAILED')
    returning id`;
  await tx.$executeRaw`
    update sends set state = 'CANCELLED', updated_at = clock_timestamp()
    where message_id = any(${away.map(({ id }) => id)}::uuid[])`;
}

async function giveBack(tx: Tx, conversationId: string, ids: readonly string[]): Promise<void> {
  const back = await tx.$queryRaw<{ id: string }[]>`
    update messages set status = 'HELD', error_code = 'window_closed',
      error_text = 'The template that took the place of this did not arrive.', updated_at = clock_timestamp()
    where id = any(${ids}::uuid[]) and conversation_id = ${conversationId}::uuid and status = 'REVOKED'
      and error_code = 'replaced'
    returning id`;
  await tx.$executeRaw`
    update sends set state = 'HELD', updated_at = clock_timestamp()
    where message_id = any(${back.map(({ id }) => id)}::uuid[])`;
}
