import type { SopRun, SopRunStep } from '@frontdesk/core/sops/entities';
import { Chip } from '@frontdesk/ui/chip';
import clsx from 'clsx';
import { ChevronDown, Sparkles } from 'lucide-react';
import { memo, useId, useState } from 'react';
import { useMe, usePeople } from '../../replica/hooks.ts';
import { useTemplateValues } from '../../replica/template-values.ts';
import { allowed } from '../../replica/workspace.ts';
import { sureness } from '../../shell/words.ts';
import { isOpen } from './open-run.ts';
import { RunButtons } from './run-buttons.tsx';
import { useRunNames } from './run-names.ts';
import { RunStep } from './run-step.tsx';
import { AUTONOMY, outcome, runState } from './run-words.ts';
import { approvable } from './step-words.ts';
import { useSteps } from './use-steps.ts';

export type RunCardProps = {
  run: SopRun;
  /** The one that the keys are about; its buttons show them. */
  keyed: boolean;
  /** The newest timeline number on the screen. */
  seenUpTo: number;
};

/** A procedure at work, with its steps: what the AI would do, does or did, and what a person can say to it. */
export const RunCard = memo(function RunCard({ run, keyed, seenUpTo }: RunCardProps) {
  const steps = useSteps(run.id);
  const id = useId();
  // What is over stands small; a failure stays open until somebody closes it.
  const small = !isOpen(run) && run.state !== 'FAILED';
  const [toggled, setToggled] = useState<boolean>();
  const expanded = toggled ?? !small;
  return (
    <article
      aria-label={`Procedure: ${run.title}`}
      className={clsx(
        '@container my-2 rounded-md border bg-bg px-3 py-2',
        isOpen(run) ? 'border-line-strong' : '',
      )}
    >
      <Head
        run={run}
        steps={steps}
        controls={id}
        expanded={expanded}
        onToggle={isOpen(run) ? null : () => setToggled(!expanded)}
      />
      {expanded ? (
        <div id={id}>
          <Body run={run} steps={steps} keyed={keyed} seenUpTo={seenUpTo} />
        </div>
      ) : null}
    </article>
  );
});

type HeadProps = {
  run: SopRun;
  steps: readonly SopRunStep[];
  controls: string;
  expanded: boolean;
  onToggle: (() => void) | null;
};

function Head({ run, steps, controls, expanded, onToggle }: HeadProps) {
  const me = useMe();
  const ender = usePeople().get(run.endedById ?? '');
  const { words, tone } = runState(run, steps, useTemplateValues(run.conversationId));
  const autonomy = AUTONOMY[run.autonomy];
  const end = outcome(run, steps, ender?.id === me.userId ? 'You' : (ender?.name ?? null));
  return (
    <div className="flex min-w-0 items-center gap-2">
      <Sparkles size={15} aria-hidden="true" className="shrink-0 text-accent-ink" />
      <h3 className="min-w-0 truncate text-sm font-semibold">{run.title}</h3>
      {expanded ? (
        <span
          className="tabular text-xs whitespace-nowrap text-ink-3 max-md:hidden"
          data-tip={`The procedure fits to ${sureness(run.score)}; the reader was ${sureness(run.confidence)} sure`}
        >
          {sureness(run.score)}
        </span>
      ) : null}
      <span role="status" className="flex shrink-0">
        <Chip tone={tone}>{words}</Chip>
      </span>
      <span className="min-w-0 flex-1 truncate text-end text-xs text-ink-3">
        {expanded ? (
          <span data-tip={autonomy.long}>
            <span className="max-md:hidden">v{run.sopVersion} · </span>
            {autonomy.short}
          </span>
        ) : (
          end
        )}
      </span>
      {onToggle === null ? null : (
        <button
          type="button"
          aria-expanded={expanded}
          aria-controls={expanded ? controls : undefined}
          aria-label={`Steps of ${run.title}`}
          onClick={onToggle}
          className="grid size-6 shrink-0 place-items-center rounded-md text-ink-3 hover:bg-hover hover:text-ink max-md:size-11"
        >
          <ChevronDown
            size={14}
            aria-hidden="true"
            className={clsx('transition-transform duration-100', expanded && 'rotate-180')}
          />
        </button>
      )}
    </div>
  );
}

type BodyProps = RunCardProps & { steps: readonly SopRunStep[] };

function Body({ run, steps, keyed, seenUpTo }: BodyProps) {
  const me = useMe();
  const names = useRunNames(run.conversationId);
  const may = isOpen(run) && allowed(me, 'sopRun.decide');
  const ready = may ? approvable(steps, names.values) : [];
  return (
    <>
      <p className="mt-0.5 text-xs text-ink-2">
        {run.because}
        {run.reason === null || steps.some(({ error }) => error === run.reason) ? null : (
          <span className={run.state === 'FAILED' ? 'text-bad' : 'text-warn'}> {run.reason}</span>
        )}
      </p>
      {steps.length > 0 ? (
        <ol aria-label="Steps" className="mt-2 flex flex-col gap-2">
          {steps.map((step) => (
            <RunStep
              key={step.id}
              step={step}
              names={names}
              may={may}
              ready={ready.includes(step)}
              several={ready.length > 1}
              seenUpTo={seenUpTo}
            />
          ))}
        </ol>
      ) : (
        <Guide steps={run.guide} />
      )}
      {may ? (
        <RunButtons run={run} steps={steps} ready={ready} keyed={keyed} seenUpTo={seenUpTo} />
      ) : null}
    </>
  );
}

/** A procedure that does nothing by itself says what people do. */
function Guide({ steps }: { steps: readonly string[] }) {
  return (
    <ol className="mt-2 ml-5 list-decimal text-ink-2">
      {steps.map((step, at) => (
        <li key={at}>{step}</li>
      ))}
    </ol>
  );
}
