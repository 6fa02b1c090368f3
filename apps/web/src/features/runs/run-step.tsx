import type { SopRunStep } from '@frontdesk/core/sops/entities';
import { Button } from '@frontdesk/ui/button';
import { useEffect, useEffectEvent, useState } from 'react';
import { usePeople } from '../../replica/hooks.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { approveStep, skipStep } from './decide-run.ts';
import { Missing } from './missing.tsx';
import { ReplyField } from './reply-field.tsx';
import { awaits } from './open-run.ts';
import { EDIT_REPLY_EVENT } from './run-events.ts';
import { StepIcon, stateWords } from './step-state.tsx';
import { missingOf, replyText, stepWords, took } from './step-words.ts';
import type { Names } from './step-words.ts';

export type RunStepProps = {
  step: SopRunStep;
  names: Names;
  /** Whether I may decide on it now. */
  may: boolean;
  /** It only waits for a yes; and others do too, so that this one can be done by itself. */
  ready: boolean;
  several: boolean;
  seenUpTo: number;
};

/** A step: what it does, where it stands, what it writes, and what came of it. */
export function RunStep({ step, names, may, ready, several, seenUpTo }: RunStepProps) {
  const { mutate } = useWorkspace();
  const [editing, setEditing] = useEditing(step.id);
  const open = awaits(step);
  const words = stepWords(step, names);
  const said =
    step.state === 'DONE' ? words.done : step.state === 'RUNNING' ? words.doing : words.todo;
  const reply = step.action === 'send_reply';
  const missing = missingOf(step, names.values);
  const written = replyText(step, names.values);
  const save = (text: string) => {
    if (text !== written) mutate('sopRun.edit', { runId: step.runId, stepId: step.id, text });
    setEditing(false);
  };
  return (
    <li className="flex gap-2">
      <StepIcon state={ready ? 'PROPOSED' : step.state} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span
            className={
              open || step.state === 'RUNNING'
                ? 'min-w-0 font-medium text-ink'
                : 'min-w-0 text-ink-2'
            }
          >
            {said}
          </span>
          <StepFacts step={step} ready={ready} />
          {may && open && !editing ? (
            <StepButtons
              step={step}
              alone={ready && several}
              seenUpTo={seenUpTo}
              onEdit={reply ? () => setEditing(true) : null}
            />
          ) : null}
        </div>
        {reply && editing ? (
          <ReplyField text={written} onSave={save} onCancel={() => setEditing(false)} />
        ) : null}
        {reply && !editing ? <ReplyText text={written} /> : null}
        {missing.length > 0 ? (
          <Missing conversationId={step.conversationId} variables={missing} />
        ) : null}
        {step.error === null || step.state === 'BLOCKED' ? null : (
          <p className={step.state === 'FAILED' ? 'text-xs text-bad' : 'text-xs text-warn'}>
            {step.error}
          </p>
        )}
      </div>
    </li>
  );
}

/** The key and the palette open the field too. */
function useEditing(stepId: string) {
  const [editing, setEditing] = useState(false);
  const onEdit = useEffectEvent((event: Event) => {
    if ((event as CustomEvent<string>).detail === stepId) setEditing(true);
  });
  useEffect(() => {
    const listen = (event: Event) => onEdit(event);
    document.addEventListener(EDIT_REPLY_EVENT, listen);
    return () => document.removeEventListener(EDIT_REPLY_EVENT, listen);
  }, []);
  return [editing, setEditing] as const;
}

/** The state in a word, who decided so, how long it took. */
function StepFacts({ step, ready }: Pick<RunStepProps, 'step' | 'ready'>) {
  const { me } = useWorkspace();
  const decider = usePeople().get(step.approvedById ?? '');
  const by = decider === undefined ? null : decider.id === me.userId ? 'you' : decider.name;
  const time = took(step);
  const state = ready ? 'PROPOSED' : step.state;
  return (
    <span className="flex-1 text-xs text-ink-3">
      {/* On a phone the buttons beside it say as much. */}
      <span className={state === 'PROPOSED' ? 'max-md:sr-only' : undefined}>
        {stateWords(state, by !== null)}
      </span>
      {by === null ? '' : decidedBy(step, by)}
      {time === null ? null : <span className="tabular"> · {time}</span>}
    </span>
  );
}

/** "Approved by you", "Skipped by Tom", "Done · approved by you"; a reply that a person sent is that person's. */
const decidedBy = ({ state, result }: SopRunStep, by: string): string =>
  state === 'WAITING' || state === 'SKIPPED' || result?.['byPerson'] === true
    ? ` by ${by}`
    : ` · approved by ${by}`;

type StepButtonsProps = Pick<RunStepProps, 'step' | 'seenUpTo'> & {
  /** It can be approved without the others. */
  alone: boolean;
  onEdit: (() => void) | null;
};

function StepButtons({ step, alone, seenUpTo, onEdit }: StepButtonsProps) {
  const workspace = useWorkspace();
  return (
    <span className="-my-1 flex gap-0.5">
      {onEdit === null ? null : (
        <Button size="sm" tone="quiet" onClick={onEdit} className="max-md:h-11">
          Edit
        </Button>
      )}
      <Button
        size="sm"
        tone="quiet"
        onClick={() => skipStep(workspace, step)}
        className="max-md:h-11"
      >
        Skip
      </Button>
      {alone ? (
        <Button
          size="sm"
          tone="quiet"
          onClick={() => approveStep(workspace, step, seenUpTo)}
          className="max-md:h-11"
        >
          Do only this
        </Button>
      ) : null}
    </span>
  );
}

/** What would be sent, in full; blanks stand out. */
function ReplyText({ text }: { text: string }) {
  return (
    <p
      dir="auto"
      className="mt-1 rounded-md bg-bubble-out px-3 py-2 text-start break-words whitespace-pre-wrap [unicode-bidi:plaintext]"
    >
      {text.split(/(\{\{\s*[a-z][\w.]*\s*\}\})/i).map((part, at) =>
        at % 2 === 1 ? (
          <mark key={at} className="rounded-sm bg-warn-soft px-0.5 text-warn">
            {part}
          </mark>
        ) : (
          part
        ),
      )}
    </p>
  );
}
