import { Banner } from '@frontdesk/ui/banner';
import type { Tone } from '@frontdesk/ui/chip';
import { GraduationCap, LoaderCircle, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNow } from '../../../shell/clock.ts';
import { counted } from '../../../shell/words.ts';
import { ago } from '../parts/ago.ts';
import { isTraining, useReader } from './use-reader.ts';
import type { ReaderAnswer } from './use-reader.ts';

type Said = { readonly tone: Tone; readonly words: string; readonly icon: ReactNode };

const CAP = <GraduationCap size={15} aria-hidden="true" className="shrink-0" />;
const ALERT = <TriangleAlert size={15} aria-hidden="true" className="shrink-0" />;
const TURNING = <LoaderCircle size={15} aria-hidden="true" className="shrink-0" />;

/** In one sentence: what the reader has learnt, or why it has not. */
function sayReader(reader: ReaderAnswer, now: number): Said {
  const on = counted(reader.examples, 'example');
  if (reader.error !== null)
    return {
      tone: 'bad',
      words: `The last training failed, so messages are read with what was learnt before. The next change tries again. (${reader.error})`,
      icon: ALERT,
    };
  if (isTraining(reader))
    return {
      tone: 'accent',
      words: 'Training now. New messages are read by it in a moment.',
      icon: TURNING,
    };
  if (reader.trainedAt === null || reader.intents < 2)
    return {
      tone: 'warn',
      words: 'Too little to learn from. It starts with two intents that have a few examples each.',
      icon: ALERT,
    };
  const trained = `Trained ${ago(reader.trainedAt, now)} on ${on}`;
  if (reader.accuracy === null)
    return { tone: 'warn', words: `${trained}: too few to say how often it is right.`, icon: CAP };
  const right = Math.round(reader.accuracy * 100);
  return { tone: 'ok', words: `${trained}, right in ${right} of 100 of them.`, icon: CAP };
}

export function ReaderLine() {
  const { data, error } = useReader();
  const now = useNow();
  if (data === undefined)
    return (
      <div className="mb-6 min-h-8">
        {error === null ? null : <Banner tone="warn">{error.failure.message}</Banner>}
      </div>
    );
  const { tone, words, icon } = sayReader(data, now);
  return (
    <div className="mb-6">
      <Banner tone={tone} icon={icon}>
        {words}
      </Banner>
    </div>
  );
}
