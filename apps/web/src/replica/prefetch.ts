import { useCallback, useEffect, useRef } from 'react';
import { useWorkspace } from './workspace.ts';

/** A pointer that only passes by wants nothing. */
const REST_MS = 60;

const ROW = '[data-conversation]';

const ignore = (): void => undefined;

/** Conversations that are next to the one that is open or under the cursor are in memory before they are wanted. */
export function useNeighbours(ids: readonly string[], id: string | null): void {
  const { hold } = useWorkspace();
  const at = id === null ? -1 : ids.indexOf(id);
  const [before, after] = at < 0 ? [] : [ids[at - 1], ids[at + 1]];
  useEffect(() => {
    const ends: (() => void)[] = [];
    const timer = setTimeout(() => {
      for (const near of [after, before]) {
        if (near !== undefined) ends.push(hold(near).subscribe(ignore));
      }
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [hold, before, after]);
}

/** Handlers for a list whose rows carry `data-conversation`: the row on which the pointer rests or the focus stands is fetched. */
export function useRestingRow() {
  const { hold } = useWorkspace();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const rest = useCallback(
    ({ target }: { readonly target: EventTarget }) => {
      clearTimeout(timer.current);
      const row = target instanceof Element ? target.closest<HTMLElement>(ROW) : null;
      const id = row?.dataset.conversation;
      if (id === undefined) return;
      // Nobody holds it then, but it stays warm.
      timer.current = setTimeout(() => hold(id).subscribe(ignore)(), REST_MS);
    },
    [hold],
  );
  return { onPointerOver: rest, onFocus: rest };
}
