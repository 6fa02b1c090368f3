import type { Priority } from '@frontdesk/core/entities';
import { foldedWords, readablePart } from '../text/fold-text.ts';
import { type Cues, HIGH, NO_HURRY, THANKS, URGENT } from './urgency-cues.ts';

/** Longer than this, a text that also says thanks is about something else. */
const BARE_THANKS_WORDS = 8;
/** Fewer capitals than this are an abbreviation or a name, not shouting. */
const SHOUTED_LETTERS = 12;
const SHOUTED_SHARE = 0.8;

const saysNoHurry = finder(NO_HURRY);
const saysUrgent = finder(URGENT);
const saysHigh = finder(HIGH);
const saysThanks = finder(THANKS);

/**
 * How urgent a text says it is, from what people write and how: cues in many languages, capitals, exclamation marks.
 * It proposes a priority that a person or an SOP may change, so a missed cue costs little and a false one a glance.
 */
export function urgencyOf(text: string): Priority {
  const words = foldedWords(text);
  const folded = words.join(' ');
  if (saysNoHurry(folded)) return 'LOW';
  if (saysUrgent(folded)) return 'URGENT';
  if (saysHigh(folded)) return isLoud(text) ? 'URGENT' : 'HIGH';
  if (isLoud(text) && !saysThanks(folded)) return 'HIGH';
  const isBareThanks = words.length <= BARE_THANKS_WORDS && !words.includes('?');
  return isBareThanks && saysThanks(folded) ? 'LOW' : 'NORMAL';
}

/** Written in capitals, or with two exclamation marks and more at once. */
function isLoud(text: string): boolean {
  const part = readablePart(text);
  if (/[!！]{2}/u.test(part)) return true;
  const letters = part.match(/\p{L}/gu)?.length ?? 0;
  const capitals = part.match(/\p{Lu}/gu)?.length ?? 0;
  return capitals >= SHOUTED_LETTERS && capitals >= letters * SHOUTED_SHARE;
}

/** Whether a folded text has one of the cues. */
function finder({ words, anywhere }: Cues): (folded: string) => boolean {
  const alternatives = words.map(
    (cue) => foldedWords(cue).join(' ') + (cue.endsWith('*') ? String.raw`[^ ]*` : ''),
  );
  const whole = `(?:^| )(?:${alternatives.join('|')})(?= |$)`;
  const parts = anywhere.map((cue) => foldedWords(cue).join(' '));
  const pattern = new RegExp(`${whole}|${parts.join('|')}`, 'u');
  return (folded) => pattern.test(folded);
}
