import type { Note } from '@frontdesk/core/entities';
import { Lock } from 'lucide-react';
import { Fragment, memo, useMemo } from 'react';
import { usePeople } from '../../replica/hooks.ts';
import { clockTime, fullTime } from '../../shell/words.ts';

/** Seen by the team only: another ground, another shape and a lock, so that nobody takes it for a message. */
export const NoteView = memo(function NoteView({ note }: { note: Note }) {
  const people = usePeople();
  const author = people.get(note.authorId)?.name ?? 'A colleague';
  return (
    <article
      aria-label={`Note by ${author}, ${clockTime(note.createdAt)}`}
      className="my-2 rounded-md border border-note-line bg-note px-3 py-2"
    >
      <p className="mb-0.5 flex items-center gap-1.5 text-xs text-ink-2">
        <Lock size={12} aria-hidden="true" />
        <span className="flex-1">Note · {author}</span>
        {note.number === 0 ? <span>Saving…</span> : null}
        <time dateTime={note.createdAt} title={fullTime(note.createdAt)}>
          {clockTime(note.createdAt)}
        </time>
      </p>
      <NoteText text={note.text} mentions={note.mentions} />
    </article>
  );
});

function NoteText({ text, mentions }: { text: string; mentions: readonly string[] }) {
  const people = usePeople();
  const parts = useMemo(() => {
    const names = mentions
      .flatMap((id) => people.get(id)?.name ?? [])
      .toSorted((a, b) => b.length - a.length);
    if (names.length === 0) return [text];
    const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return text.split(new RegExp(`(@(?:${escaped.join('|')}))`, 'u'));
  }, [text, mentions, people]);
  return (
    <div
      dir="auto"
      className="text-start text-base break-words whitespace-pre-wrap [unicode-bidi:plaintext]"
    >
      {parts.map((part, at) =>
        at % 2 === 1 ? (
          <span key={at} className="font-medium text-accent-ink">
            {part}
          </span>
        ) : (
          <Fragment key={at}>{part}</Fragment>
        ),
      )}
    </div>
  );
}
