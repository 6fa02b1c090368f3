import { Chip } from '@frontdesk/ui/chip';
import { AppLink } from '../../../shell/app-link.tsx';
import { useNow } from '../../../shell/clock.ts';
import { age, fullTime, intentWords, sureness } from '../../../shell/words.ts';
import { NO_FILTERS, addressOf } from '../../inbox/place.ts';
import { RUN_WORDS } from '../../runs/run-words.ts';
import { AUTONOMY_WORDS } from '../procedures/autonomy-words.ts';
import { sayReadBy, sayRun } from './decision-words.ts';
import type { Decision } from './use-decisions.ts';

/** One message: who wrote what, how it was read, and what was done about it. Leads to the conversation. */
export function DecisionRow({ decision }: { decision: Decision }) {
  const { at, contact, preview, conversationId } = decision;
  const now = useNow();
  const address = addressOf({
    view: { kind: 'open' },
    filters: NO_FILTERS,
    conversationId,
    details: false,
  });
  return (
    <li className="relative grid gap-x-4 gap-y-1.5 border-b py-3 hover:bg-hover md:grid-cols-[3rem_minmax(0,4fr)_minmax(0,3fr)_minmax(0,5fr)]">
      <time
        dateTime={at}
        title={fullTime(at)}
        className="text-xs text-ink-3 max-md:absolute max-md:top-3 max-md:right-0 md:pt-0.5"
      >
        {age(at, now)}
      </time>
      <div className="min-w-0 max-md:pr-12">
        <AppLink
          href={address}
          data-row=""
          className="block truncate font-medium outline-offset-4 after:absolute after:inset-0"
        >
          <bdi>{contact.name}</bdi>
        </AppLink>
        <p dir="auto" className="line-clamp-2 break-words text-ink-2">
          {preview}
        </p>
      </div>
      <Reading decision={decision} />
      <Outcome decision={decision} />
    </li>
  );
}

function Reading({ decision }: { decision: Decision }) {
  const { intent, confidence, corrected } = decision;
  return (
    <div className="min-w-0">
      <p className="flex items-center gap-2">
        <span className="truncate">{intent === null ? 'Unsure' : intentWords(intent.name)}</span>
        {corrected === null ? (
          <span className="tabular text-xs text-ink-3">{sureness(confidence)}</span>
        ) : (
          <Chip tone="warn">Corrected</Chip>
        )}
      </p>
      {corrected === null ? null : (
        <p className="text-xs text-ink-2">
          {corrected.read === null ? 'Was unsure' : `Was ${intentWords(corrected.read.name)}`}
          {corrected.by === null ? '' : ` · by ${corrected.by.name}`}
        </p>
      )}
      <p className="text-xs text-ink-3">{sayReadBy(decision)}</p>
    </div>
  );
}

function Outcome({ decision: { run } }: { decision: Decision }) {
  if (run === null) return <p className="text-ink-3">No procedure</p>;
  const { words, tone } = RUN_WORDS[run.state];
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="min-w-0 truncate">{run.title}</span>
        <Chip tone={tone}>{words}</Chip>
        <span className="text-xs text-ink-3">
          {`${AUTONOMY_WORDS[run.autonomy].label} · v${run.sopVersion}`}
        </span>
      </p>
      <p className="text-xs text-ink-2">{run.because}</p>
      <p className="text-xs text-ink-3">{sayRun(run)}</p>
    </div>
  );
}
