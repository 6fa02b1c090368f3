import { useSyncExternalStore } from 'react';

/**
 * Where one is: the address bar, read by the static shell. Next only serves the page; moving inside it is `history`, which keeps
 * Next's own state entry so that back and forward stay inside the page.
 */
const listeners = new Set<() => void>();

/** Says whether one may leave for an address. It may ask, and go there itself later. */
type Guard = (address: string) => boolean;
let guard: Guard | null = null;
/** What the screen shows: behind the address bar while a guard holds somebody who went back. */
let shown = '';

function emit(): void {
  shown = here();
  for (const listener of listeners) listener();
}

function onPopState(): void {
  const to = here();
  if (guard === null || to === shown || guard(to)) return emit();
  history.pushState(history.state, '', shown);
}

/** Until the answer is called, nobody leaves without the guard's word. One at a time. */
export function guardLeaving(next: Guard): () => void {
  guard = next;
  shown = here();
  return () => {
    if (guard === next) guard = null;
  };
}

/** Would something be lost by leaving now? */
export const isLeavingGuarded = (): boolean => guard !== null;

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener('popstate', onPopState);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener('popstate', onPopState);
  };
}

const here = () => location.pathname + location.search;

/** Path and query of the address bar; the empty string in the static HTML, where nobody is anywhere yet. */
export function useAddress(): string {
  return useSyncExternalStore(subscribe, here, () => '');
}

/** The first part of an address: `/inbox`. What only asks for it is not drawn anew by steps within an area. */
export const areaOf = (address: string): string => `/${address.split(/[/?]/, 2)[1] ?? ''}`;

/** Goes to an address of the shell. `replace` leaves no step for the back button: filters, corrections. */
export function navigate(address: string, { replace = false }: { replace?: boolean } = {}): void {
  if (address === here() || guard?.(address) === false) return;
  // With Next's own state, which its patched history takes as its own doing: its router has nothing to draw anew.
  if (replace) history.replaceState(history.state, '', address);
  else history.pushState(history.state, '', address);
  emit();
}
