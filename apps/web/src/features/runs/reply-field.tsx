import { Button } from '@frontdesk/ui/button';
import { TextAreaField } from '@frontdesk/ui/field';
import { renderTemplate } from '@frontdesk/core/sops/template';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';

type ReplyFieldProps = { text: string; onSave: (text: string) => void; onCancel: () => void };

/** The longest text that the server takes for a step. */
const MOST_CHARS = 8_000;

/** The proposed reply, changed in its place. */
export function ReplyField({ text, onSave, onCancel }: ReplyFieldProps) {
  const [value, setValue] = useState(text);
  const { missing } = renderTemplate(value, {});
  const empty = value.trim() === '';
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onCancel();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !empty) onSave(value);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="mt-1">
      <TextAreaField
        label="Reply text"
        labelHidden
        value={value}
        autoFocus
        dir="auto"
        maxLength={MOST_CHARS}
        className="field-sizing-content max-h-80"
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={onKeyDown}
        {...(missing.length > 0
          ? { hint: `Still to fill in: ${missing.map((name) => `{{${name}}}`).join(', ')}` }
          : {})}
      />
      <div className="mt-1.5 flex justify-end gap-1.5">
        <Button size="sm" tone="quiet" hotkey="Esc" onClick={onCancel} className="max-md:h-11">
          Cancel
        </Button>
        <Button
          size="sm"
          tone="primary"
          hotkey="⌘⏎"
          disabled={empty}
          onClick={() => onSave(value)}
          className="max-md:h-11"
        >
          Save reply
        </Button>
      </div>
    </div>
  );
}
