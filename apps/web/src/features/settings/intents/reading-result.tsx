import type { Priority } from '@frontdesk/core/entities';
import { Chip } from '@frontdesk/ui/chip';
import { Meter } from '@frontdesk/ui/meter';
import { intentWords, sureness } from '../../../shell/words.ts';
import { languageName } from '../../reading/language-name.ts';
import { readBy } from '../../reading/reading-words.ts';

/** As `POST /api/v1/ai/classify` answers; intents by name. */
export type ReadingAnswer = {
  readonly intent: string | null;
  readonly confidence: number;
  readonly alternatives: readonly { readonly intent: string; readonly confidence: number }[];
  readonly unsure: boolean;
  readonly language: string | null;
  readonly urgency: Priority;
  readonly provider: string;
  readonly ms: number;
};

const URGENCY_WORDS: Readonly<Record<Priority, string>> = {
  LOW: 'not urgent',
  NORMAL: 'not urgent',
  HIGH: 'rather urgent',
  URGENT: 'urgent',
};

export function ReadingResult({ answer }: { answer: ReadingAnswer }) {
  const { intent, confidence, alternatives, unsure, language, urgency } = answer;
  const facts = [
    languageName(language) ?? 'language unknown',
    URGENCY_WORDS[urgency],
    readBy(answer),
  ];
  return (
    <section aria-label="How it was read" aria-live="polite" className="mt-3 border-t pt-3">
      <div className="flex items-center gap-2">
        <p className="font-semibold">
          {intent === null ? 'None of the intents' : intentWords(intent)}
        </p>
        {unsure ? <Chip tone="warn">Unsure: a person decides</Chip> : null}
      </div>
      <ul className="mt-2 flex max-w-md flex-col gap-1.5">
        {intent === null ? null : (
          <Guess name={intent} confidence={confidence} tone={unsure ? 'warn' : 'accent'} />
        )}
        {alternatives.map((other) => (
          <Guess
            key={other.intent}
            name={other.intent}
            confidence={other.confidence}
            tone="neutral"
          />
        ))}
      </ul>
      <p className="mt-2 text-xs text-ink-3">{facts.join(' · ')}</p>
    </section>
  );
}

type GuessProps = { name: string; confidence: number; tone: 'accent' | 'warn' | 'neutral' };

function Guess({ name, confidence, tone }: GuessProps) {
  return (
    <li className="grid grid-cols-[9rem_1fr_3rem] items-center gap-2 text-xs">
      <span className={tone === 'neutral' ? 'truncate text-ink-2' : 'truncate font-medium'}>
        {intentWords(name)}
      </span>
      <Meter
        label={`Confidence in ${intentWords(name)}`}
        value={confidence}
        words={sureness(confidence)}
        tone={tone}
      />
      <span className="tabular text-right text-ink-2">{sureness(confidence)}</span>
    </li>
  );
}
