import { IconButton } from '@frontdesk/ui/icon-button';
import clsx from 'clsx';
import { AtSign, Paperclip, Slash, Smile, Sparkles } from 'lucide-react';
import { useDeferredValue, useRef } from 'react';
import type { ReactNode } from 'react';
import type { ChannelFacts } from './channel-facts.ts';
import type { Trigger } from './composing.ts';

type FootProps = {
  note: boolean;
  words: ReactNode;
  files: ((files: Iterable<File>) => void) | null;
  onList: (what: Trigger['what'], anchor: Element) => void;
  onDraft: (() => void) | null;
  children: ReactNode;
};

export function ComposerFoot({ note, words, files, onList, onDraft, children }: FootProps) {
  return (
    <div className="flex items-center gap-0.5 px-1.5 pb-1.5">
      {files === null ? null : <FileButton files={files} />}
      <IconButton
        label="Emoji"
        icon={<Smile size={16} />}
        onClick={(event) => onList('emoji', event.currentTarget)}
      />
      {note ? (
        <IconButton
          label="Mention a colleague"
          hotkey="@"
          icon={<AtSign size={16} />}
          onClick={(event) => onList('mention', event.currentTarget)}
        />
      ) : (
        <IconButton
          label="Saved replies"
          hotkey="/"
          icon={<Slash size={16} />}
          onClick={(event) => onList('canned', event.currentTarget)}
        />
      )}
      {onDraft === null ? null : (
        <IconButton
          label="Draft with AI"
          hotkey="D"
          icon={<Sparkles size={16} />}
          onClick={onDraft}
        />
      )}
      {words}
      {children}
    </div>
  );
}

function FileButton({ files }: { files: (files: Iterable<File>) => void }) {
  const chooser = useRef<HTMLInputElement>(null);
  // Browsers take milliseconds to make such a field: it comes behind the conversation's first paint.
  const isReady = useDeferredValue(true, false);
  return (
    <>
      <IconButton
        label="Attach files"
        icon={<Paperclip size={16} />}
        onClick={() => chooser.current?.click()}
      />
      {isReady ? (
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
      ) : null}
    </>
  );
}

type WordsProps = {
  /** Why it cannot be sent as it stands. */
  problem: string | null;
  saved: boolean;
  text: string;
  /** The channel, where it limits the text; a note has no limit. */
  facts: ChannelFacts | undefined;
};

const UNSAVED = 'This browser does not keep drafts: send before you leave';

/** What stands beside the button: a problem first, then what is left of the length, then where the draft is. */
export function FootWords({ problem, saved, text, facts }: WordsProps) {
  const limit = facts?.limits.textChars ?? Number.POSITIVE_INFINITY;
  const near = text.length > limit * 0.9;
  const draft = text.length > 0 ? 'Draft saved here' : '';
  const words = near ? `${limit - text.length} characters left` : saved ? draft : UNSAVED;
  return (
    <span
      role="status"
      className={clsx(
        'min-w-0 flex-1 truncate px-2 text-end text-xs',
        problem === null ? 'text-ink-3' : 'text-warn',
      )}
    >
      {problem ?? words}
    </span>
  );
}
