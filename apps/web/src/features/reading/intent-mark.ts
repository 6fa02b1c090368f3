import type { Conversation } from '@frontdesk/core/entities';
import { intentWords, sureness } from '../../shell/words.ts';

/** From here on the intent is claimed without more words; below it is shown quietly, with how sure the reader is. */
const CERTAIN = 0.8;

export type IntentMark = {
  readonly words: string;
  readonly confidence: string | null;
  readonly certain: boolean;
};

type Read = Pick<Conversation, 'intentId' | 'intentConfidence' | 'waitingSince'>;

/**
 * What a row says of what the customer wants; `name` is the intent's, where it is known here. That the reader is unsure
 * is worth saying only while somebody waits for an answer, and nothing is said once a person called it none of the intents.
 */
export function intentMark(
  { intentId, intentConfidence, waitingSince }: Read,
  name: string | undefined,
): IntentMark | null {
  if (intentConfidence === null) return null;
  if (intentId !== null && name === undefined) return null;
  if (name !== undefined) {
    const certain = intentConfidence >= CERTAIN;
    const confidence = certain ? null : sureness(intentConfidence);
    return { words: intentWords(name), confidence, certain };
  }
  if (intentConfidence >= 1 || waitingSince === null) return null;
  return { words: 'Unsure', confidence: null, certain: false };
}
