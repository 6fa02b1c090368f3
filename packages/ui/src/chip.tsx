import clsx from 'clsx';
import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'bad';

const TONES: Record<Tone, string> = {
  neutral: 'bg-hover text-ink-2',
  accent: 'bg-accent-soft text-accent-ink',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
};

/** A short word on a soft ground: a tag, a state, a deadline. */
export function Chip({
  tone = 'neutral',
  icon,
  dot,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  dot?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={clsx(
        'inline-flex h-5 max-w-full items-center gap-1 rounded-sm px-1.5 text-2xs font-medium',
        TONES[tone],
      )}
    >
      {icon}
      {dot === undefined ? null : (
        <span
          aria-hidden="true"
          className="size-1.5 shrink-0 rounded-full"
          style={{ backgroundColor: dot }}
        />
      )}
      <span className="truncate">{children}</span>
    </span>
  );
}
