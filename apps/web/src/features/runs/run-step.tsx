import type { SopRunStep } from '@frontdesk/core/sops/entities';
import { Button } from '@frontdesk/ui/button';
import { useEffect, useEffectEvent, useState } from 'react';
import { usePeople } from '../../replica/hooks.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { approveStep, skipStep } from './decide-run.ts';
import { Missing } from './missing.tsx';
import { ReplyField } from './reply-field.tsx';
import { EDIT_REPLY_EVENT } from './run-events.ts';
import { StepIcon, stateWords } from './step-state.tsx';
import { missingOf, replyText, stepWords, took } from './step-words.ts';
import type { Names } from './step-words.ts';

export type RunStepProps = {
  step: SopRunStep;
  names: Names;
  /** Whether I may decide on it now. */
  may: boolean;
  /** Other steps wait for a decision too: then this one can be done by itself. */
  several: boolean;
  seenUpTo: number;
};

/** A step: what it does, where it stands, what it writes, and what came of it. */
export function RunStep({ step, names, may, several, seenUpTo }: RunStepProps) {
  const { mutate } = useWorkspace();
  const [editing, setEditing] = useEditing(step.id);
  const open = step.state === 'PROPOSED' || step.state === 'BLOCKED';
  const words = stepWords(step, names);
  const said =
    step.state === 'DONE' ? words.done : step.state === 'RUNNING' ? words.doing : words.todo;
  const reply = step.action === 'send_reply';
  const missing = open ? missingOf(step, names) : [];
  const save = (text: string) => {
    if (text !== replyText(step))
      mutate('sopRun.edit', { runId: step.runId, stepId: step.id, text });
    setEditing(false);
  };
  return (
    <li className="flex gap-2">
      <StepIcon state={step.state} />
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
          <StepFacts step={step} />
          {may && open && !editing ? (
            <StepButtons
              step={step}
              several={several}
              seenUpTo={seenUpTo}
              onEdit={reply ? () => setEditing(true) : null}
            />
          ) : null}
        </div>
        {reply && editing ? (
          <ReplyField text={replyText(step)} onSave={save} onCancel={() => setEditing(false)} />
        ) : null}
        {reply && !editing ? <ReplyText text={replyText(step)} /> : null}
        {missing.length > 0 && may ? (
          <Missing conversationId={step.conversationId} variables={missing} />
        ) : null}
        {step.error === null || (missing.length > 0 && may) ? null : (
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

/** The state in a word, who approved it, how long it took. */
function StepFacts({ step }: { step: SopRunStep }) {
  const { me } = useWorkspace();
  const approver = usePeople().get(step.approvedById ?? '');
  const by = approver === undefined ? null : approver.id === me.userId ? 'you' : approver.name;
  const time = took(step);
  const state = stateWords(step.state, step.approvedById !== null);
  return (
    <span className="flex-1 text-xs text-ink-3">
      {/* On a phone the buttons beside it say as much. */}
      <span className={step.state === 'PROPOSED' ? 'max-md:sr-only' : undefined}>{state}</span>
      {by === null ? '' : state === 'Approved' ? ` by ${by}` : ` · approved by ${by}`}
      {time === null ? null : <span className="tabular"> · {time}</span>}
    </span>
  );
}

type StepButtonsProps = Pick<RunStepProps, 'step' | 'several' | 'seenUpTo'> & {
  onEdit: (() => void) | null;
};

function StepButtons({ step, several, seenUpTo, onEdit }: StepButtonsProps) {
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
      {several && step.state === 'PROPOSED' ? (
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
