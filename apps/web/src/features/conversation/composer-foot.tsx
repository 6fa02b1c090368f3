import { IconButton } from '@frontdesk/ui/icon-button';
import clsx from 'clsx';
import { AtSign, Paperclip, Slash, Smile } from 'lucide-react';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import type { Trigger } from './composing.ts';

type FootProps = {
  note: boolean;
  /** Why it cannot be sent as it stands. */
  problem: string | null;
  saved: boolean;
  length: number;
  limit: number | null;
  files: ((files: Iterable<File>) => void) | null;
  onList: (what: Trigger['what'], anchor: Element) => void;
  children: ReactNode;
};

export function ComposerFoot({ note, problem, saved, length, limit, files, onList, children }: FootProps) {
  const chooser = useRef<HTMLInputElement>(null);
  const near = limit !== null && length > limit * 0.9;
  return (
    <div className="flex items-center gap-0.5 px-1.5 pb-1.5">
      {files === null ? null : (
        <>
          <IconButton label="Attach files" icon={<Paperclip size={16} />} onClick={() => chooser.current?.click()} />
          <input
            ref={chooser}
            type="file"
            multiple
            hidden
            aria-label="Attach files"
            onChange={(event) => {
              files(event.currentTarget.files ?? []);
              event.currentTarget.value = '';
            }}
          />
        </>
      )}
      <IconButton label="Emoji" icon={<Smile size={16} />} onClick={(event) => onList('emoji', event.currentTarget)} />
      {note ? (
        <IconButton label="Mention a colleague" hotkey="@" icon={<AtSign size={16} />} onClick={(event) => onList('mention', event.currentTarget)} />
      ) : (
        <IconButton label="Saved replies" hotkey="/" icon={<Slash size={16} />} onClick={(event) => onList('canned', event.currentTarget)} />
      )}
      <span className={clsx('min-w-0 flex-1 truncate px-2 text-end text-xs', problem === null ? 'text-ink-3' : 'text-warn')} role="status">
        {problem ?? (near ? `${limit - length} characters left` : saved ? (length > 0 ? 'Draft saved here' : '') : 'This browser does not keep drafts: send before you leave')}
      </span>
      {children}
    </div>
  );
}
