import type { ReactNode } from 'react';

/** A titled row of things to look at. */
export function GalleryRow({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b py-4">
      <h2 className="mb-2 text-xs font-medium text-ink-3">{title}</h2>
      <div className="flex flex-wrap items-center gap-3">{children}</div>
    </section>
  );
}
