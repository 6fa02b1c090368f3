import { ConnectionMark } from '@frontdesk/ui/connection-mark';
import clsx from 'clsx';
import { useEffect, useState } from 'react';
import { useLive } from '../replica/hooks.ts';
import { useWorkspace } from '../replica/workspace.ts';
import { AppLink } from './app-link.tsx';
import type { Mark } from './sync-words.ts';
import { useMark } from './use-mark.ts';

/** Where my work stands, in words, and the way to what waits. */
export function MarkLink() {
  const mark = useMark();
  return (
    <AppLink
      href="/outbox"
      data-tip={mark.tip}
      data-tip-key="8"
      className="-mx-1.5 flex min-w-0 rounded-md px-1.5 py-1 hover:bg-hover max-md:min-h-11 max-md:items-center"
    >
      <ConnectionMark state={mark.state} words={mark.words} />
    </AppLink>
  );
}

/** The same as a sign alone: for the rail, and for a phone's header. The number is of what could not be sent. */
export function MarkSign({ here, className }: { here: boolean; className?: string }) {
  const mark = useMark();
  const refused = useLive(useWorkspace().refused).length;
  const label = refused === 0 ? mark.words : `${mark.words}, ${refused} could not be sent`;
  return (
    <AppLink
      href="/outbox"
      aria-label={label}
      aria-current={here ? 'page' : undefined}
      data-tip={mark.tip}
      data-tip-key="8"
      className={clsx(
        'relative grid size-9 place-items-center rounded-md border max-md:size-11',
        here ? 'border-accent/60 bg-panel' : 'border-transparent hover:bg-hover',
        className,
      )}
    >
      <ConnectionMark state={mark.state} words={mark.words} size={18} wordless />
      {refused === 0 ? null : (
        <span
          aria-hidden="true"
          className="tabular absolute top-0.5 right-0.5 min-w-3.5 rounded-full bg-bad px-0.5 text-center text-[9px] leading-3.5 font-semibold text-panel"
        >
          {refused}
        </span>
      )}
    </AppLink>
  );
}

/** What lasts at least this long is worth being read out. */
const SETTLED_MS = 1_500;

/** The banner speaks of these by itself. */
const SPOKEN_ELSEWHERE: ReadonlySet<Mark['state']> = new Set(['offline', 'failed']);

const SPOKEN: Readonly<Record<Mark['state'], string>> = {
  saved: 'All your changes have gone out',
  saving: 'Your changes are kept here and on their way',
  connecting: 'Looking for the server',
  volatile: 'This browser does not keep what you write',
  offline: '',
  failed: '',
};

/** Says how things stand when that has changed for good: not each change, and not at the start. */
export function SpokenMark() {
  const { state } = useMark();
  const [settled, setSettled] = useState<{ state: Mark['state']; isFirst: boolean } | null>(null);
  useEffect(() => {
    const timer = setTimeout(
      () =>
        setSettled((before) =>
          before?.state === state ? before : { state, isFirst: before === null },
        ),
      SETTLED_MS,
    );
    return () => clearTimeout(timer);
  }, [state]);
  const quiet = settled === null || settled.isFirst || SPOKEN_ELSEWHERE.has(settled.state);
  return (
    <span className="sr-only" role="status">
      {quiet ? '' : SPOKEN[settled.state]}
    </span>
  );
}
