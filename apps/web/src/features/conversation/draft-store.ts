import { useCallback, useSyncExternalStore } from 'react';

/**
 * What somebody has begun to write, per conversation and author, kept in this browser: from {@link BEGUN_MS} after its first letter on
 * at each keystroke. Nothing that arrives from anywhere touches it; only its author changes it, or sends it.
 */
export type Draft = {
  readonly mode: 'reply' | 'note';
  readonly reply: string;
  readonly note: string;
};

const EMPTY: Draft = Object.freeze({ mode: 'reply', reply: '', note: '' });
/**
 * What is sent sooner is never kept: the browser's log of its local storage holds deleted texts for months, and a page cannot have it
 * swept. In milliseconds.
 */
const BEGUN_MS = 400;

const drafts = new Map<string, Draft>();
/** Drafts that are kept, or were refused; and those that will be kept soon. */
const begun = new Set<string>();
const beginning = new Map<string, ReturnType<typeof setTimeout>>();
const listeners = new Map<string, Set<() => void>>();

const prefixOf = (userId: string) => `frontdesk.draft.${userId}.`;
const keyOf = (userId: string, conversationId: string) => prefixOf(userId) + conversationId;

/** Deletes all that somebody has begun to write in this browser. */
export function forgetDrafts(userId: string): void {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(prefixOf(userId))) continue;
    localStorage.removeItem(key);
    drafts.delete(key);
  }
  for (const key of beginning.keys()) if (key.startsWith(prefixOf(userId))) end(key);
}

/** No more of it is to be kept. */
function end(key: string): void {
  clearTimeout(beginning.get(key));
  beginning.delete(key);
  begun.delete(key);
}

function parse(stored: string | null): Draft {
  if (stored === null) return EMPTY;
  try {
    const value = JSON.parse(stored) as Partial<Draft>;
    return {
      mode: value.mode === 'note' ? 'note' : 'reply',
      reply: String(value.reply ?? ''),
      note: String(value.note ?? ''),
    };
  } catch {
    return EMPTY;
  }
}

function read(key: string): Draft {
  const known = drafts.get(key);
  if (known !== undefined) return known;
  const draft = parse(localStorage.getItem(key));
  drafts.set(key, draft);
  return draft;
}

function tell(key: string): void {
  for (const listener of listeners.get(key) ?? []) listener();
}

/** False when the browser would not take it: the draft then lives only as long as this tab, and the composer says so. */
export function writeDraft(key: string, draft: Draft): boolean {
  drafts.set(key, draft);
  tell(key);
  if (draft.reply === '' && draft.note === '') {
    end(key);
    localStorage.removeItem(key);
    return true;
  }
  if (begun.has(key) || localStorage.getItem(key) !== null) return keep(key);
  if (beginning.size === 0) addEventListener('pagehide', keepAll);
  if (!beginning.has(key)) beginning.set(key, setTimeout(keep, BEGUN_MS, key));
  return true;
}

function keep(key: string): boolean {
  clearTimeout(beginning.get(key));
  beginning.delete(key);
  begun.add(key);
  try {
    localStorage.setItem(key, JSON.stringify(read(key)));
    return true;
  } catch {
    return false;
  }
}

/** The page goes before they would have been kept. */
function keepAll(): void {
  for (const key of beginning.keys()) keep(key);
}

/** Puts words back where they were begun, behind what stands there by now, and opens that side of the composer. */
export function addToDraft(
  userId: string,
  conversationId: string,
  { mode, text }: { readonly mode: Draft['mode']; readonly text: string },
): void {
  const key = keyOf(userId, conversationId);
  const draft = read(key);
  const there = draft[mode];
  writeDraft(key, { ...draft, mode, [mode]: there.trim() === '' ? text : `${there}\n${text}` });
  keep(key);
}

/** The same draft in another tab of this browser: the newest keystroke wins, as it does for one person at one keyboard. */
function onStorage({ key, newValue }: StorageEvent): void {
  if (key === null || !drafts.has(key)) return;
  drafts.set(key, parse(newValue));
  tell(key);
}

export function useDraft(
  userId: string,
  conversationId: string,
): readonly [Draft, (change: Partial<Draft>) => boolean] {
  const key = keyOf(userId, conversationId);
  const subscribe = useCallback(
    (listener: () => void) => {
      if (listeners.size === 0) addEventListener('storage', onStorage);
      const set = listeners.get(key) ?? new Set();
      listeners.set(key, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0 && listeners.get(key) === set) listeners.delete(key);
        if (listeners.size === 0) removeEventListener('storage', onStorage);
      };
    },
    [key],
  );
  const draft = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => EMPTY,
  );
  const change = useCallback(
    (fields: Partial<Draft>) => writeDraft(key, { ...read(key), ...fields }),
    [key],
  );
  return [draft, change];
}
