import clsx from 'clsx';
import type { ComponentProps, ReactNode } from 'react';

export type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  /** Its name for assistive technology and the tooltip. */
  label: string;
  icon: ReactNode;
  hotkey?: string;
  pressed?: boolean;
};

export function IconButton({ label, icon, hotkey, pressed, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={pressed}
      data-tip={label}
      data-tip-key={hotkey}
      {...rest}
      className={clsx(
        'inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-2 transition-colors duration-100',
        'hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:opacity-40 max-md:size-11',
        pressed === true && 'bg-accent-soft text-accent-ink',
        className,
      )}
    >
      {icon}
    </button>
  );
}
