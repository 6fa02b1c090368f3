import type { Tx } from '@frontdesk/db/client';
import { type Autonomy, lesserAutonomy } from '@frontdesk/core/sops/actions';
import { syncedText } from '@frontdesk/core/text';

/** What may be done, and why that is less than the procedure says; null when it is not. */
export type Allowed = { readonly autonomy: Autonomy; readonly why: string | null };

/** How sure the reader must be of a message, and the matcher of a procedure, for anything to go out by itself. */
export const SURE_FROM = 0.8;
export const FITS_FROM = 0.6;

/** Two machines that answer each other do so without end; a person's patience for our answers ends sooner. */
const MOST_ANSWERS = 3;
const WITHIN_MINUTES = 10;
/** Slow machines stop too: nobody needs that many answers of ours in a day without a colleague's. */
const MOST_ANSWERS_A_DAY = 12;

/** What mail systems and phones write when nobody is there. */
const AUTOMATIC =
  /\b(auto[- ]?(matic )?(reply|response|responder)|out of (the )?office|do[- ]not[- ]reply|no[- ]?reply|abwesenheitsnotiz|automatische antwort|respuesta autom[aá]tica|r[eé]ponse automatique|fuera de la oficina|absence du bureau|this is an automated)\b/i;

export type GuardedMessage = {
  readonly conversationId: string;
  readonly number: number;
  readonly text: string;
  /** Null: unsure, or none of the intents. */
  readonly intentId: string | null;
  readonly confidence: number;
  readonly score: number;
  readonly isNewest: boolean;
  /** Who answers this conversation already. */
  readonly ownerName: string | null;
};

/**
 * How far a run may go by itself. The procedure's own autonomy is the most; every reason for a person to look makes it
 * less. The conversation's row must be locked.
 */
export async function allowedAutonomy(
  tx: Tx,
  procedures: Autonomy,
  message: GuardedMessage,
): Promise<Allowed> {
  if (procedures !== 'auto') return { autonomy: procedures, why: null };
  const machine = await machineBecause(tx, message);
  if (machine) return { autonomy: lesserAutonomy(procedures, 'suggest'), why: machine };
  const why = personBecause(message);
  return why === null
    ? { autonomy: procedures, why: null }
    : { autonomy: lesserAutonomy(procedures, 'approve'), why };
}

function personBecause(message: GuardedMessage): string | null {
  if (message.ownerName !== null) return `${message.ownerName} is on this conversation.`;
  if (!message.isNewest) return 'The customer has written more since.';
  if (message.intentId === null) return 'It is not clear what the message is about.';
  if (message.confidence < SURE_FROM)
    return `The reader is only ${Math.round(message.confidence * 100)} % sure what it is about.`;
  if (message.score < FITS_FROM) return 'The procedure may not be the right one.';
  return null;
}

/** Signs that nobody human wrote this, or that nobody human reads our answers. */
async function machineBecause(tx: Tx, message: GuardedMessage): Promise<string | null> {
  // As messages hold it: the rest of a long one stands elsewhere.
  const { text } = syncedText(message.text);
  if (AUTOMATIC.test(message.text)) return 'This looks like an automatic answer.';
  const [row] = await tx.$queryRaw<
    { answers: number; today: number; repeats: number; echoes: number }[]
  >`
    select count(*) filter (where direction = 'OUTBOUND' and author_kind = 'AI'
        and created_at > clock_timestamp() - ${WITHIN_MINUTES} * interval '1 minute')::int as answers,
      count(*) filter (where direction = 'OUTBOUND' and author_kind = 'AI'
        and created_at > clock_timestamp() - interval '1 day')::int as today,
      count(*) filter (where direction = 'INBOUND' and number < ${message.number} and text = ${text}
        and created_at > clock_timestamp() - interval '1 day')::int as repeats,
      count(*) filter (where direction = 'OUTBOUND' and text = ${text}
        and created_at > clock_timestamp() - interval '1 day')::int as echoes
    from (select * from messages where conversation_id = ${message.conversationId}::uuid order by number desc limit 60) recent`;
  if (!row) return null;
  if (row.answers >= MOST_ANSWERS)
    return `The AI has answered here ${row.answers} times in ${WITHIN_MINUTES} minutes.`;
  if (row.today >= MOST_ANSWERS_A_DAY)
    return `The AI has answered here ${row.today} times in a day.`;
  if (row.echoes > 0) return 'The message repeats one of ours.';
  if (row.repeats > 1 || (row.repeats > 0 && row.answers > 0))
    return 'The message is the same as one that was answered already.';
  return null;
}
