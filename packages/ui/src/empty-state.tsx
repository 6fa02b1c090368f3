import type { ReactNode } from 'react';

/** Says what is not here, why, and what to do next. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="mx-auto flex max-w-xs flex-col items-center gap-2 px-4 py-12 text-center">
      {icon === undefined ? null : <span className="mb-1 text-ink-3">{icon}</span>}
      <p className="font-semibold text-ink">{title}</p>
      {children === undefined ? null : <p className="text-ink-2">{children}</p>}
      {action === undefined ? null : <div className="mt-2">{action}</div>}
    </div>
  );
}
