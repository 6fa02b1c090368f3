import clsx from 'clsx';
import type { ComponentProps, ReactNode } from 'react';
import { Kbd } from './kbd.tsx';

export type ButtonTone = 'primary' | 'plain' | 'quiet' | 'danger';

const TONES: Record<ButtonTone, string> = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-hover',
  plain: 'bg-panel text-ink border-line-strong hover:bg-hover',
  quiet: 'bg-transparent text-ink-2 border-transparent hover:bg-hover hover:text-ink',
  danger: 'bg-panel text-bad border-line-strong hover:bg-bad-soft',
};

/** The look of a button, for links that act as one. */
export function buttonClass(tone: ButtonTone = 'plain', size: 'sm' | 'md' = 'md'): string {
  return clsx(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none',
    'transition-colors duration-100 disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50',
    size === 'sm' ? 'h-7 px-2 text-xs' : 'h-8 px-3 text-sm max-md:h-10',
    TONES[tone],
  );
}

export type ButtonProps = ComponentProps<'button'> & {
  tone?: ButtonTone;
  size?: 'sm' | 'md';
  icon?: ReactNode;
  /** The key that does the same, shown beside the words. */
  hotkey?: string;
};

export function Button({ tone, size, icon, hotkey, children, className, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} className={clsx(buttonClass(tone, size), className)}>
      {icon}
      {children}
      {hotkey === undefined ? null : <Kbd onAccent={tone === 'primary'}>{hotkey}</Kbd>}
    </button>
  );
}
