import { TEMPLATE_VARIABLES } from '@frontdesk/core/sops/actions';
import { TextAreaField } from '@frontdesk/ui/field';
import { AlertTriangle } from 'lucide-react';
import { useRef } from 'react';
import { unknownVariables } from './procedure-draft.ts';

type ReplyProps = {
  text: string;
  error: string | undefined;
  onChange: (text: string) => void;
};

const MAX_CHARS = 8_000;

/** The words of a reply. A press on a variable puts it where the cursor is. */
export function ReplyField({ text, error, onChange }: ReplyProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const insert = (name: string) => {
    const box = field.current;
    if (box === null) return;
    const [from, to] = [box.selectionStart, box.selectionEnd];
    const piece = `{{${name}}}`;
    onChange(text.slice(0, from) + piece + text.slice(to));
    requestAnimationFrame(() => {
      box.focus();
      box.setSelectionRange(from + piece.length, from + piece.length);
    });
  };
  const unknown = unknownVariables(text);
  return (
    <div className="flex flex-col gap-2">
      <TextAreaField
        ref={field}
        label="Text of the reply"
        dir="auto"
        rows={4}
        className="field-sizing-content max-h-96"
        maxLength={MAX_CHARS}
        value={text}
        error={error}
        onChange={(event) => onChange(event.target.value)}
      />
      {unknown.length === 0 ? null : (
        <p role="status" className="flex items-start gap-1.5 text-xs text-warn">
          <AlertTriangle size={14} aria-hidden="true" className="mt-px shrink-0" />
          {`Nothing fills in ${unknown.map((name) => `{{${name}}}`).join(', ')}: the reply will wait for a person each time.`}
        </p>
      )}
      <div
        role="group"
        aria-label="Insert a variable"
        className="flex flex-wrap items-center gap-1"
      >
        <span className="text-xs text-ink-3">Filled in by itself:</span>
        {TEMPLATE_VARIABLES.map((name) => (
          <button
            key={name}
            type="button"
            aria-label={`Insert ${name}`}
            onClick={() => insert(name)}
            className="h-6 rounded-sm bg-hover px-1.5 font-mono text-2xs text-ink-2 hover:text-ink disabled:opacity-60 max-md:h-9 max-md:px-2.5"
          >
            {name}
          </button>
        ))}
      </div>
    </div>
  );
}
