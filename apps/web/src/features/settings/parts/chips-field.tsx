import { X } from 'lucide-react';
import { useId, useState } from 'react';
import type { ClipboardEvent, KeyboardEvent } from 'react';

type ChipsFieldProps = {
  label: string;
  /** What one of them is called: "keyword". */
  one: string;
  hint: string;
  error?: string | undefined;
  values: readonly string[];
  onChange: (values: readonly string[]) => void;
  maxLength: number;
};

const parts = (text: string): string[] =>
  text
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** What of these is not there yet, whatever its capitals. */
function freshOf(values: readonly string[], more: readonly string[]): string[] {
  const known = new Set(values.map((value) => value.toLocaleLowerCase()));
  return more.filter((value) => {
    const key = value.toLocaleLowerCase();
    return !known.has(key) && known.add(key);
  });
}

/** Short words in a row. Enter or a comma makes one of what was typed, Backspace in an empty field takes the last away. */
export function ChipsField({
  label,
  one,
  hint,
  error,
  values,
  onChange,
  maxLength,
}: ChipsFieldProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        {label}
      </label>
      <div className="flex min-h-9 flex-wrap items-center gap-1 rounded-md border border-line-strong bg-panel p-1 focus-within:border-accent focus-within:ring-2 focus-within:ring-accent/25">
        {values.length === 0 ? null : (
          <ul aria-label={label} className="contents">
            {values.map((value) => (
              <ChipItem
                key={value}
                value={value}
                one={one}
                onRemove={() => onChange(values.filter((other) => other !== value))}
              />
            ))}
          </ul>
        )}
        <ChipInput
          id={id}
          maxLength={maxLength}
          invalid={error !== undefined}
          onAdd={(more) => {
            const fresh = freshOf(values, more);
            if (fresh.length > 0) onChange([...values, ...fresh]);
          }}
          onTakeBack={() => onChange(values.slice(0, -1))}
        />
      </div>
      {error === undefined ? null : (
        <p role="alert" className="text-xs text-bad first-letter:uppercase">
          {error}
        </p>
      )}
      <p id={`${id}-hint`} className="text-xs text-ink-3">
        {hint}
      </p>
    </div>
  );
}

type InputProps = {
  id: string;
  maxLength: number;
  invalid: boolean;
  onAdd: (more: readonly string[]) => void;
  onTakeBack: () => void;
};

function ChipInput({ id, maxLength, invalid, onAdd, onTakeBack }: InputProps) {
  const [text, setText] = useState('');
  const add = () => {
    onAdd(parts(text));
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault();
      add();
    } else if (event.key === 'Backspace' && text === '') onTakeBack();
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = parts(event.clipboardData.getData('text'));
    if (pasted.length < 2) return;
    event.preventDefault();
    onAdd(pasted.map((value) => value.slice(0, maxLength)));
  };
  return (
    <input
      id={id}
      value={text}
      maxLength={maxLength}
      aria-describedby={`${id}-hint`}
      aria-invalid={invalid ? true : undefined}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
      onBlur={add}
      className="h-7 min-w-24 flex-1 bg-transparent px-1.5 outline-none max-md:h-9"
    />
  );
}

type ItemProps = { value: string; one: string; onRemove: () => void };

function ChipItem({ value, one, onRemove }: ItemProps) {
  return (
    <li className="flex h-7 max-w-full items-center rounded-sm bg-hover pl-2 text-ink-2 max-md:h-9">
      <span className="truncate">{value}</span>
      <button
        type="button"
        aria-label={`Remove the ${one} ${value}`}
        onClick={onRemove}
        className="grid size-7 shrink-0 place-items-center rounded-sm hover:text-ink disabled:hidden max-md:size-9"
      >
        <X size={13} aria-hidden="true" />
      </button>
    </li>
  );
}
