import { useSyncExternalStore } from 'react';

/**
 * Where one is: the address bar, read by the static shell. Next only serves the page; moving inside it is `history`, which keeps
 * Next's own state entry so that back and forward stay inside the page.
 */
const listeners = new Set<() => void>();

function emit(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener('popstate', emit);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener('popstate', emit);
  };
}

const here = () => location.pathname + location.search;

/** Path and query of the address bar; the empty string in the static HTML, where nobody is anywhere yet. */
export function useAddress(): string {
  return useSyncExternalStore(subscribe, here, () => '');
}

/** Goes to an address of the shell. `replace` leaves no step for the back button: filters, corrections. */
export function navigate(address: string, { replace = false }: { replace?: boolean } = {}): void {
  if (address === here()) return;
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  emit();
}
