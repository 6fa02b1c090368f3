import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { AppLink } from '../../../shell/app-link.tsx';

/** From one of a list back to the list. */
export function BackLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <AppLink
      href={href}
      className="mb-2 -ml-1 inline-flex h-7 items-center gap-0.5 rounded-md pr-2 text-ink-2 hover:text-ink max-md:h-11"
    >
      <ChevronLeft size={16} aria-hidden="true" />
      {children}
    </AppLink>
  );
}
