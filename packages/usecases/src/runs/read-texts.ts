import type { Reading } from '@frontdesk/ai/reader/reader';
import type { Tx } from '@frontdesk/db/client';
import type { PipelineMessage } from '../pipeline/pipeline-step.ts';

/** A customer's message that waits for an answer, and how it was read; intents by name, as procedures are matched by. */
export type ReadText = {
  readonly messageId: string;
  readonly number: number;
  readonly text: string;
  readonly intentId: string | null;
  readonly confidence: number;
  /** A person has said what it wants. */
  readonly corrected: boolean;
  readonly reading: Pick<Reading, 'intent' | 'confidence' | 'alternatives' | 'unsure'>;
};

/** As many messages as a customer needs to say one thing. */
const MOST_TEXTS = 5;

type Row = Omit<ReadText, 'reading'> & {
  readonly intent: string | null;
  readonly alternatives: { readonly intent: string; readonly confidence: number }[];
};

/**
 * What the customer has said since our last word, newest first. Empty when there is nothing to decide: this message is
 * answered already, a newer one decides, or nobody wants an answer from us (spam, blocked, finished).
 * A message that a person has just corrected decides alone, though newer ones may stand behind it.
 */
export async function readTexts(tx: Tx, message: PipelineMessage): Promise<ReadText[]> {
  const rows = await tx.$queryRaw<Row[]>`
    with waiting as (
      select c.id, coalesce((select max(o.number) from messages o where o.conversation_id = c.id
          and o.direction = 'OUTBOUND' and o.status not in ('HELD', 'REVOKED', 'FAILED')), 0) as answered
      from conversations c join contact_cards k on k.id = c.card_id
      where c.id = ${message.conversationId}::uuid and c.organization_id = ${message.organizationId}::uuid
        and c.status in ('OPEN', 'PENDING') and not k.blocked
    ), said as (
      (select m.id, m.number, m.text from waiting w join messages m on m.conversation_id = w.id and m.number > w.answered
        where m.direction = 'INBOUND' and m.status = 'RECEIVED' and m.type <> 'REACTION'
        order by m.number desc limit ${MOST_TEXTS})
      union
      (select m.id, m.number, m.text from waiting w join messages m on m.conversation_id = w.id and m.number > w.answered
        where m.id = ${message.id}::uuid and m.status = 'RECEIVED')
    )
    select s.id as "messageId", s.number, coalesce(b.text, s.text) as text, r.intent_id as "intentId", i.name as intent, r.confidence,
      r.corrected_at is not null as corrected,
      coalesce((select jsonb_agg(jsonb_build_object('intent', o.name, 'confidence', (a->>'confidence')::float8))
        from jsonb_array_elements(r.alternatives) a join intents o on o.id = (a->>'intentId')::uuid), '[]') as alternatives
    from said s join classifications r on r.message_id = s.id left join message_bodies b on b.message_id = s.id
      left join intents i on i.id = r.intent_id
    order by s.number desc`;
  const own = rows.find((row) => row.messageId === message.id);
  if (!own) return [];
  if (own.corrected) return [readText(own)];
  return rows[0] === own ? rows.map(readText) : [];
}

const readText = ({ intent, alternatives, ...row }: Row): ReadText => ({
  ...row,
  reading: {
    intent,
    confidence: row.confidence,
    // They were the reader's; beside a person's word nothing else is likely.
    alternatives: row.corrected ? [] : alternatives,
    unsure: intent === null && !row.corrected,
  },
});
