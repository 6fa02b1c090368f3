import type { RemoteQuestion } from '../providers/read-with-providers.ts';
import type { Tx } from '@frontdesk/db/client';
import type { TextToRead } from './read-text.ts';

/** Messages before the one that is read, and how much of each: enough to tell what "and for Friday?" is about. */
const RECENT = 6;
const RECENT_CHARS = 500;

/** What a language model has to know besides the text: the intents, and what was said before. Null: there is none to ask. */
export async function readBackground(
  tx: Tx,
  { organizationId, messageId }: TextToRead,
): Promise<Pick<RemoteQuestion, 'intents' | 'recent'> | null> {
  const where = { organizationId };
  if ((await tx.aiProvider.count({ where: { ...where, enabled: true } })) === 0) return null;
  const select = { id: true, name: true, description: true };
  const intents = await tx.intent.findMany({ where, select, orderBy: { name: 'asc' } });
  return { intents, recent: messageId === null ? [] : await saidBefore(tx, messageId) };
}

async function saidBefore(tx: Tx, messageId: string): Promise<RemoteQuestion['recent']> {
  return tx.$queryRaw<RemoteQuestion['recent']>`
    select "from", text from (
      select b.number, case b.direction when 'INBOUND' then 'customer' else 'us' end as "from",
        left(b.text, ${RECENT_CHARS}) as text
      from messages m join messages b on b.conversation_id = m.conversation_id and b.number < m.number
      where m.id = ${messageId}::uuid and b.type <> 'REACTION' and b.text <> ''
        and b.status not in ('HELD', 'REVOKED', 'FAILED')
      order by b.number desc limit ${RECENT}
    ) newest order by number`;
}
