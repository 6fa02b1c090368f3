import clsx from 'clsx';
import type { ReactNode } from 'react';
import type { Tone } from './chip.tsx';

const TONES: Record<Tone, string> = {
  neutral: 'bg-hover text-ink-2',
  accent: 'bg-accent-soft text-accent-ink',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
};

type BannerProps = {
  tone?: Tone;
  icon?: ReactNode;
  action?: ReactNode;
  thin?: boolean;
  children: ReactNode;
};

/** One line across a pane. Announced politely, because it says how things stand rather than asks. */
export function Banner({ tone = 'neutral', icon, action, thin = false, children }: BannerProps) {
  return (
    <div
      role="status"
      className={clsx(
        'flex items-center gap-2 text-xs',
        thin ? 'justify-center px-3 py-1' : 'rounded-md px-3 py-2',
        TONES[tone],
      )}
    >
      {icon}
      <span className={thin ? undefined : 'flex-1'}>{children}</span>
      {action}
    </div>
  );
}
