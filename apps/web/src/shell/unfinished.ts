import { isLeavingGuarded } from './location.ts';

/**
 * Whether this page may be reloaded under its user. Words in a composer are kept as they are typed; files on their way, forms
 * that ask before one leaves, and whoever is at work right now are not.
 */
let held = 0;
let lastTouched = 0;

/** Somebody who has not touched the page for so long is not in the middle of anything. In milliseconds. */
const IDLE_MS = 60_000;

/** Until the answer is called, nothing reloads this page by itself. */
export function holdReload(): () => void {
  held += 1;
  let isHeld = true;
  return () => {
    if (isHeld) held -= 1;
    isHeld = false;
  };
}

/** Notices that somebody is at work; returns what ends it. */
export function watchWork(): () => void {
  const touched = () => {
    lastTouched = Date.now();
  };
  touched();
  const end = new AbortController();
  for (const type of ['keydown', 'pointerdown', 'wheel', 'touchmove'])
    addEventListener(type, touched, { signal: end.signal, passive: true, capture: true });
  return () => end.abort();
}

/** Would a reload lose something that nobody keeps? */
export const isUnfinished = (): boolean =>
  held > 0 || isLeavingGuarded() || isTyping(document.activeElement);

/** Would a reload now disturb nobody? */
export const isAtRest = (): boolean =>
  !isUnfinished() && (document.hidden || Date.now() - lastTouched > IDLE_MS);

function isTyping(element: Element | null): boolean {
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement)
    return element.value !== '' && !document.hidden;
  return element instanceof HTMLElement && element.isContentEditable && !document.hidden;
}
