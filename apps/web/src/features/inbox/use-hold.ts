import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

/** A pointer that has not moved for this long is parked, not aiming. */
const STILL_MS = 4_000;

export type Hold = {
  /** The order to show. */
  readonly ids: readonly string[];
  /** How many rows would be elsewhere if the list were let go. */
  readonly moved: number;
  readonly release: () => void;
  /** When the pointer last moved over the list, on the clock of `performance.now()`. */
  readonly movedAt: () => number;
  readonly handlers: {
    readonly onPointerMove: () => void;
    readonly onPointerLeave: () => void;
  };
};

/** How many rows of two orders stand elsewhere. Only what lies between their common beginning and end is walked. */
function countMoved(shown: readonly string[], now: readonly string[]): number {
  if (shown === now) return 0;
  let from = 0;
  while (from < now.length && shown[from] === now[from]) from++;
  let same = 0;
  const most = Math.min(shown.length, now.length) - from;
  while (same < most && shown.at(-1 - same) === now.at(-1 - same)) same++;
  const at = new Map(shown.slice(from, shown.length - same).map((id, i) => [id, i]));
  let moved = 0;
  let last = -1;
  for (const id of now.slice(from, now.length - same)) {
    const was = at.get(id);
    at.delete(id);
    if (was === undefined || was < last) moved++;
    else last = was;
  }
  return moved + at.size;
}

/**
 * Rows do not move under the pointer: while it moves over the list, while the list is scrolled, or while rows are ticked, the order
 * stands still and only the rows' contents stay live. `key` names the list; another one starts free.
 */
export function useHold(key: string, ids: readonly string[], held: boolean): Hold {
  const [pointed, setPointed] = useState(false);
  const [frozen, setFrozen] = useState<{ key: string; ids: readonly string[] } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lastMove = useRef(0);
  const holding = held || pointed;
  // Set while drawing, so that not even one frame shows the new order.
  if (holding && frozen?.key !== key) setFrozen({ key, ids });
  if (!holding && frozen !== null) setFrozen(null);
  const shown = holding && frozen?.key === key ? frozen.ids : ids;

  useEffect(() => () => clearTimeout(timer.current), []);
  const letGo = useCallback(() => {
    clearTimeout(timer.current);
    setPointed(false);
  }, []);
  const onPointerMove = useCallback(() => {
    lastMove.current = performance.now();
    setPointed(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setPointed(false), STILL_MS);
  }, []);
  const release = useCallback(() => {
    letGo();
    setFrozen({ key, ids });
  }, [letGo, key, ids]);
  const movedAt = useCallback(() => lastMove.current, []);
  const moved = useMemo(() => countMoved(shown, ids), [shown, ids]);
  const handlers = { onPointerMove, onPointerLeave: letGo };
  return { ids: shown, moved, release, movedAt, handlers };
}
