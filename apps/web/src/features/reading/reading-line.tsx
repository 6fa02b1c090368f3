import type { Classification } from '@frontdesk/core/sops/entities';
import { Button } from '@frontdesk/ui/button';
import { CircleHelp, Sparkles, UserCheck } from 'lucide-react';
import type { MouseEvent } from 'react';
import { useList, usePeople, useRow } from '../../replica/hooks.ts';
import { intents as byName } from '../../replica/indexes.ts';
import { allowed, useWorkspace } from '../../replica/workspace.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { intentWords, sureness } from '../../shell/words.ts';
import { correctIntent } from './correct-intent.ts';
import { readingFacts, readingSureness } from './reading-words.ts';

/** A button within a line of text: a thumb hits it above and below, and the line stays a line. */
const TALL =
  'relative min-h-[24px] after:absolute after:inset-x-0 after:-inset-y-2.5 md:after:hidden';

/** As many guesses are one press away. */
const GUESSES = 2;

/** The reading in words: what it wants, how sure that is, and the facts behind it. */
function useWords(reading: Classification) {
  const { me } = useWorkspace();
  const intent = useRow('intents', reading.intentId);
  const corrector = usePeople().get(reading.correctedById ?? '');
  const who = corrector?.id === me.userId ? 'you' : (corrector?.name ?? 'a colleague');
  const nothing = reading.correctedAt === null ? 'Unsure' : 'None of the intents';
  const what =
    intent === undefined
      ? reading.intentId === null
        ? nothing
        : 'An intent that is gone'
      : intentWords(intent.name);
  const sure = reading.intentId === null ? null : readingSureness(reading);
  return { what, sure, facts: readingFacts(reading, who) };
}

function useCorrection(reading: Classification) {
  const { me } = useWorkspace();
  const open = useWindowState((state) => state.open);
  if (!allowed(me, 'classification.correct')) return null;
  return (event: MouseEvent) => open({ kind: 'intent', anchor: event.currentTarget, reading });
}

/** How a message was read, below it, with the way to put it right. */
export function ReadingLine({ reading }: { reading: Classification }) {
  const { what, sure, facts } = useWords(reading);
  const correct = useCorrection(reading);
  const Icon =
    reading.correctedAt !== null ? UserCheck : reading.intentId === null ? CircleHelp : Sparkles;
  const unsure = reading.intentId === null && reading.correctedAt === null;
  return (
    <div
      role="group"
      aria-label="How this message was read"
      className="mt-0.5 pr-4 pl-8 text-xs leading-6 text-ink-3"
    >
      <Icon size={12} aria-hidden="true" className="mr-1 -mt-0.5 inline text-accent-ink" />
      <span className="font-medium text-ink-2">{what}</span>
      {sure === null ? null : <span className="tabular"> · {sure}</span>}
      {facts.map((fact) => (
        <span key={fact} className={fact === 'urgent' ? 'text-warn' : undefined}>
          {' · '}
          {fact}
        </span>
      ))}
      {correct !== null && unsure ? <Guesses reading={reading} /> : null}
      {correct === null ? null : (
        <Button
          size="sm"
          tone="quiet"
          hotkey="I"
          data-reading={reading.id}
          onClick={correct}
          className={`ml-1 ${TALL}`}
        >
          <span>
            Correct<span className="sr-only"> the intent</span>
          </span>
        </Button>
      )}
    </div>
  );
}

/** Where the reader is unsure, its best guesses are one press each. */
function Guesses({ reading }: { reading: Classification }) {
  const workspace = useWorkspace();
  const intents = useList(byName);
  const guesses = reading.alternatives.slice(0, GUESSES).flatMap(({ intentId, confidence }) => {
    const intent = intents.find(({ id }) => id === intentId);
    return intent === undefined ? [] : [{ intent, confidence }];
  });
  if (guesses.length === 0) return null;
  return (
    <>
      {' · perhaps '}
      {guesses.map(({ intent, confidence }) => (
        <Button
          key={intent.id}
          size="sm"
          onClick={() => correctIntent(workspace, reading, intent)}
          className={`mr-1 ${TALL}`}
        >
          {intentWords(intent.name)}
          <span className="tabular font-normal text-ink-3">{sureness(confidence)}</span>
        </Button>
      ))}
    </>
  );
}

/** How an older message was read: a mark beside it that stays out of the way until somebody looks for it. */
export function ReadingMark({ reading }: { reading: Classification }) {
  const { what, sure, facts } = useWords(reading);
  const correct = useCorrection(reading);
  const words = [what, sure, ...facts].filter((word) => word !== null).join(' · ');
  const look =
    'grid size-6 shrink-0 place-items-center rounded-md text-ink-3 opacity-0 transition-opacity duration-100 group-focus-within/message:opacity-100 group-hover/message:opacity-100 hover:bg-hover hover:text-ink focus-visible:opacity-100 max-md:size-9 [@media(hover:none)]:opacity-100';
  if (correct === null)
    return (
      <span role="img" aria-label={words} data-tip={words} className={look}>
        <Sparkles size={12} aria-hidden="true" />
      </span>
    );
  return (
    <button
      type="button"
      aria-label={`Read as ${words}`}
      data-tip={words}
      onClick={correct}
      className={look}
    >
      <Sparkles size={12} aria-hidden="true" />
    </button>
  );
}
