import { Button } from '@frontdesk/ui/button';
import { Kbd } from '@frontdesk/ui/kbd';
import clsx from 'clsx';
import { Sparkles } from 'lucide-react';
import { useId } from 'react';
import type { ComponentProps, RefObject } from 'react';
import type { Draft } from './draft-store.ts';
import type { Ghost } from './ghost.ts';

const PLACEHOLDERS = {
  reply: 'Write a reply. / inserts a saved one',
  note: 'Write to your team. @ mentions a colleague',
} as const;

type FieldProps = Omit<ComponentProps<'textarea'>, 'value'> & {
  field: RefObject<HTMLTextAreaElement | null>;
  mode: Draft['mode'];
  value: string;
  ghost: Ghost | null;
};

/** Where one writes. A reply that is offered stands in it in grey, behind what was typed of it. */
export function ComposerField({ field, mode, value, ghost, ...handlers }: FieldProps) {
  const id = useId();
  const offered = ghost !== null && ghost.rest !== '';
  const look =
    'block w-full px-3 pt-2.5 pb-1 text-base [grid-area:1/1] min-h-16 max-md:min-h-11 break-words';
  return (
    <div className={clsx('grid', offered && 'max-h-60 overflow-y-auto')}>
      {offered ? (
        <div
          aria-hidden="true"
          dir="auto"
          className={clsx(
            look,
            'pointer-events-none text-start whitespace-pre-wrap text-ink-3 max-md:text-[16px] max-md:leading-[20px]',
          )}
        >
          <span className="invisible">{value}</span>
          {ghost.rest} <Kbd>Tab</Kbd>
        </div>
      ) : null}
      <textarea
        ref={field}
        aria-label={mode === 'note' ? 'Note' : 'Reply'}
        aria-describedby={offered ? id : undefined}
        value={value}
        // Else the browser keeps what is typed with its own sessions, where no revocation reaches it.
        autoComplete="off"
        dir="auto"
        rows={1}
        placeholder={offered ? '' : PLACEHOLDERS[mode]}
        className={clsx(
          look,
          'field-sizing-content resize-none bg-transparent outline-none',
          !offered && 'max-h-60',
        )}
        {...handlers}
      />
      {offered ? (
        <span id={id} className="sr-only">
          Offered reply: {value + ghost.rest}. Tab takes it, Escape{' '}
          {ghost.writing ? 'stops' : 'dismisses'} it.
        </span>
      ) : null}
    </div>
  );
}

type GhostBarProps = { ghost: Ghost; onTake: () => void; onDismiss: () => void };

/** Whose words are offered, and for pointers and thumbs what Tab and Escape do. */
export function GhostBar({ ghost, onTake, onDismiss }: GhostBarProps) {
  const offered = ghost.rest !== '';
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3 py-1 text-xs text-ink-2">
      <Sparkles
        size={12}
        aria-hidden="true"
        className={clsx('shrink-0 text-accent-ink', ghost.writing && 'animate-pulse')}
      />
      <span role="status" className="min-w-0 flex-1">
        {ghost.words}
        {offered && !ghost.writing ? <span className="sr-only">. Tab takes it.</span> : null}
      </span>
      <Button size="sm" tone="quiet" hotkey="Esc" onClick={onDismiss} className="max-md:h-11">
        {ghost.writing ? 'Stop drafting' : 'Dismiss draft'}
      </Button>
      {offered ? (
        <Button size="sm" hotkey="Tab" onClick={onTake} className="max-md:h-11">
          Use draft
        </Button>
      ) : null}
    </div>
  );
}
