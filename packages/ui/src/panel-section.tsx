import type { ReactNode } from 'react';

/** A titled block of a side panel or a settings page. */
export function PanelSection({
  title,
  icon,
  aside,
  children,
}: {
  title: string;
  icon?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="border-b px-4 py-3 last:border-b-0">
      <h3 className="mb-2 flex items-center gap-1.5 text-xs font-medium text-ink-2">
        {icon}
        <span className="flex-1">{title}</span>
        {aside}
      </h3>
      {children}
    </section>
  );
}
