import type { Conversation } from '@frontdesk/core/entities';
import type { SopRun } from '@frontdesk/core/sops/entities';
import { Chip } from '@frontdesk/ui/chip';
import { PanelSection } from '@frontdesk/ui/panel-section';
import { BookOpen } from 'lucide-react';
import { memo } from 'react';
import { useList, useRuns } from '../../replica/hooks.ts';
import { sops } from '../../replica/indexes.ts';
import { sureness } from '../../shell/words.ts';
import { useRunNames } from '../runs/run-names.ts';
import { AUTONOMY, runState } from '../runs/run-words.ts';
import { stepWords } from '../runs/step-words.ts';
import { useSteps } from '../runs/use-steps.ts';

type SectionProps = { conversationId: string; intentId: Conversation['intentId'] };

/** The procedure that fits, why, and what comes next; before there is one, those for what the customer wants. */
export const ProcedureSection = memo(function ProcedureSection(props: SectionProps) {
  const run = useRuns(props.conversationId).at(-1);
  const fitting = useList(sops, props.intentId ?? 'no intent');
  const others = fitting.filter(({ enabled, id }) => enabled && id !== run?.sopId);
  if (run === undefined && others.length === 0) return null;
  return (
    <PanelSection title="Procedure" icon={<BookOpen size={13} aria-hidden="true" />}>
      {run === undefined ? null : <Match run={run} />}
      {others.length === 0 ? null : (
        <>
          <h4 className="mt-2 text-xs text-ink-3 first:mt-0">For the same intent</h4>
          <ul>
            {others.map((sop) => (
              <li key={sop.id} className="flex items-baseline gap-2 py-0.5">
                <span className="min-w-0 flex-1 truncate">{sop.title}</span>
                <span className="text-xs whitespace-nowrap text-ink-3">
                  {sop.autonomy === 'off' ? 'off' : AUTONOMY[sop.autonomy].short}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </PanelSection>
  );
});

function Match({ run }: { run: SopRun }) {
  const steps = useSteps(run.id);
  const names = useRunNames(run.conversationId);
  const { words, tone } = runState(run, steps, names.values);
  const next = steps.find(
    ({ state }) =>
      state === 'PROPOSED' || state === 'BLOCKED' || state === 'RUNNING' || state === 'WAITING',
  );
  return (
    <>
      <p className="flex items-center gap-2">
        <span className="min-w-0 flex-1 font-medium">{run.title}</span>
        <Chip tone={tone}>{words}</Chip>
      </p>
      <p className="mt-0.5 text-xs text-ink-2">
        {run.because} <span className="tabular text-ink-3">Fits to {sureness(run.score)}.</span>
      </p>
      {next === undefined ? null : (
        <p className="mt-1.5 text-xs">
          <span className="text-ink-3">Next: </span>
          {stepWords(next, names).todo}
        </p>
      )}
      {run.guide.length === 0 ? null : (
        <details className="mt-1.5">
          <summary className="cursor-pointer text-xs text-ink-2 hover:text-ink max-md:py-3">
            What people do
          </summary>
          <ol className="mt-1 ml-4 list-decimal text-xs text-ink-2">
            {run.guide.map((step, at) => (
              <li key={at} className="py-0.5">
                {step}
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}
