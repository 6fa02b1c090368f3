import type { Reading } from '../reader/reader.ts';

/** Quoted terms of a message: enough to see why, and never so much that the message could be read from it. */
const MOST_QUOTED = 3;
const LONGEST_QUOTED = 24;

type Reasons = {
  /** The procedure's intent where the message was, or could have been, read as it. */
  readonly intent: string | null;
  readonly reading: Pick<Reading, 'intent' | 'confidence' | 'alternatives' | 'unsure'>;
  /** As they stand in the message, the most telling first. */
  readonly terms: readonly string[];
};

/** One sentence for the people at the desk: `Read as “password reset” (94 %), and it mentions “reset link” and “trackman”.` */
export function becauseOf({ intent, reading, terms }: Reasons): string {
  const quotes = terms.slice(0, MOST_QUOTED).map((term) => quoted(shortened(term)));
  const mentions = quotes.length === 0 ? null : `it mentions ${inWords(quotes)}`;
  if (intent === null) {
    return mentions === null ? 'Nothing but its priority speaks for it.' : `${capital(mentions)}.`;
  }
  const read = `${headOf(intent, reading)} (${percent(intent, reading)})`;
  return mentions === null ? `${read}.` : `${read}, and ${mentions}.`;
}

function headOf(intent: string, { intent: best, unsure }: Reasons['reading']): string {
  const name = quoted(intent.replaceAll('_', ' '));
  if (best !== intent) return `Could also be ${name}`;
  return unsure ? `Perhaps ${name}` : `Read as ${name}`;
}

/** Never 100: nobody is that sure of a message. */
function percent(
  intent: string,
  { intent: best, confidence, alternatives }: Reasons['reading'],
): string {
  const other = alternatives.find((each) => each.intent === intent)?.confidence ?? 0;
  return `${Math.min(99, Math.round((best === intent ? confidence : other) * 100))} %`;
}

const quoted = (text: string): string => `“${text}”`;
const shortened = (term: string): string =>
  term.length <= LONGEST_QUOTED ? term : `${term.slice(0, LONGEST_QUOTED - 1).toWellFormed()}…`;
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function inWords(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
