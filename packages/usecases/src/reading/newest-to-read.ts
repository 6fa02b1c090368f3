import type { Tx } from '@frontdesk/db/client';

/** Has the customer written nothing since? Reactions and files without a word say nothing new of what is wanted. */
export async function isNewestToRead(
  tx: Tx,
  conversationId: string,
  number: number,
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ number: number }[]>`
    select number from messages where conversation_id = ${conversationId}::uuid and number > ${number}
      and direction = 'INBOUND' and type <> 'REACTION' and text <> '' limit 1`;
  return rows.length === 0;
}
