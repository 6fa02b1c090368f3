import clsx from 'clsx';
import type { ReactNode } from 'react';

/** A key, for people who look; hidden from assistive technology, which has its own way to learn shortcuts. */
export function Kbd({ children, onAccent = false }: { children: ReactNode; onAccent?: boolean }) {
  return (
    <kbd
      aria-hidden="true"
      className={clsx(
        'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border px-1 font-sans text-2xs font-medium max-md:hidden',
        onAccent ? 'border-current/40' : 'border-line-strong bg-panel text-ink-3',
      )}
    >
      {children}
    </kbd>
  );
}
