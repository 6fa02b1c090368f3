import { Button } from '@frontdesk/ui/button';
import { Plus } from 'lucide-react';
import { useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { ItemTools } from '../parts/item-tools.tsx';
import { keyed, moved } from '../parts/ordered.ts';
import type { Keyed } from '../parts/ordered.ts';

type StepsProps = {
  steps: readonly Keyed<string>[];
  onChange: (steps: readonly Keyed<string>[]) => void;
  errorOf: (field: string) => string | undefined;
};

const MAX_CHARS = 600;

/** Plain sentences in order. Enter makes the next one, Alt and an arrow move it, Backspace takes an empty one away. */
export function StepsField({ steps, onChange, errorOf }: StepsProps) {
  const list = useRef<HTMLOListElement>(null);
  const focus = (at: number) =>
    requestAnimationFrame(() => list.current?.querySelectorAll('textarea').item(at)?.focus());
  const insert = (at: number) => {
    onChange(steps.toSpliced(at, 0, keyed('')));
    focus(at);
  };
  const remove = (at: number) => {
    onChange(steps.toSpliced(at, 1));
    focus(Math.max(0, at - 1));
  };
  const onKeyDown = (event: KeyboardEvent, at: number, value: string) => {
    if (event.nativeEvent.isComposing) return;
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
    if (event.altKey && by !== null) {
      onChange(moved(steps, at, at + by));
      focus(Math.min(steps.length - 1, Math.max(0, at + by)));
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) insert(at + 1);
    else if (event.key === 'Backspace' && value === '' && steps.length > 1) remove(at);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <ol ref={list} aria-label="Steps" className="flex flex-col gap-1.5">
        {steps.map(({ key, value }, at) => (
          <StepRow
            key={key}
            at={at}
            count={steps.length}
            value={value}
            error={errorOf(`steps.${at}`)}
            onChange={([first = '', ...more]) =>
              onChange(steps.toSpliced(at, 1, { key, value: first }, ...more.map(keyed)))
            }
            onKeyDown={(event) => onKeyDown(event, at, value)}
            onMove={(by) => onChange(moved(steps, at, at + by))}
            onRemove={() => remove(at)}
          />
        ))}
      </ol>
      <Button
        className="mt-2 ml-7"
        size="sm"
        icon={<Plus size={13} aria-hidden="true" />}
        onClick={() => insert(steps.length)}
      >
        Add a step
      </Button>
    </>
  );
}

type RowProps = {
  at: number;
  count: number;
  value: string;
  error: string | undefined;
  /** More than one where several lines were pasted. */
  onChange: (lines: readonly string[]) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
};

function StepRow({ at, count, value, error, onChange, onKeyDown, onMove, onRemove }: RowProps) {
  return (
    <li>
      <div className="flex items-center gap-2 max-md:flex-wrap max-md:justify-end">
        <span aria-hidden="true" className="tabular w-5 text-right text-xs text-ink-3">
          {at + 1}
        </span>
        <textarea
          aria-label={`Step ${at + 1}`}
          dir="auto"
          rows={1}
          value={value}
          maxLength={MAX_CHARS}
          placeholder={count === 1 ? 'Ask for the e-mail address of the account' : undefined}
          onChange={(event) => onChange(event.target.value.split(/\s*\n\s*/))}
          onKeyDown={onKeyDown}
          className="field-sizing-content min-h-9 min-w-0 flex-1 resize-none max-md:basis-[80%] rounded-md border border-line-strong bg-panel px-2.5 py-1.5 outline-none hover:border-ink-3 focus:border-accent focus:ring-2 focus:ring-accent/25 disabled:opacity-60 max-md:min-h-11 max-md:py-2.5"
        />
        <ItemTools
          what={`step ${at + 1}`}
          first={at === 0}
          last={at === count - 1}
          onMove={onMove}
          onRemove={onRemove}
        />
      </div>
      {error === undefined ? null : (
        <p role="alert" className="ml-7 text-xs text-bad first-letter:uppercase">
          {error}
        </p>
      )}
    </li>
  );
}
