import { counted } from '../../../shell/words.ts';
import { ago } from '../parts/ago.ts';
import { isTraining } from './use-reader.ts';
import type { ReaderAnswer } from './use-reader.ts';

type Said = { readonly tone: 'ok' | 'accent' | 'warn' | 'bad'; readonly words: string };

/** In one sentence: what the reader has learnt, or why it has not. */
export function sayReader(reader: ReaderAnswer, now: number): Said {
  if (reader.error !== null)
    return {
      tone: 'bad',
      words: `The last training failed, so messages are read with what was learnt before. ${reader.error} It is tried again with the next change, or by itself in some minutes.`,
    };
  if (isTraining(reader))
    return { tone: 'accent', words: 'Training now. New messages are read by it in a moment.' };
  if (reader.trainedAt === null || reader.intents < 2)
    return {
      tone: 'warn',
      words: 'Too little to learn from. It starts with two intents that have a few examples each.',
    };
  const trained = `Trained ${ago(reader.trainedAt, now)} on ${counted(reader.examples, 'example')}`;
  if (reader.accuracy === null)
    return { tone: 'warn', words: `${trained}: too few to say how often it is right.` };
  const right = Math.round(reader.accuracy * 100);
  return { tone: 'ok', words: `${trained}, right in ${right} of 100 of them.` };
}
