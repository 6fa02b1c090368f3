import type { ComponentProps, MouseEvent } from 'react';
import { navigate } from './location.ts';
import { useWindowState } from './window-state.ts';

/** A link inside the shell: a real address that a new tab can open, and one that this tab goes to without loading anything. */
export function AppLink({ href, children, ...rest }: ComponentProps<'a'> & { href: string }) {
  const go = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    useWindowState.getState().hideViews();
    navigate(href);
  };
  return (
    <a {...rest} href={href} onClick={go}>
      {children}
    </a>
  );
}
