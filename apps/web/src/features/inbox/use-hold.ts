import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RefObject } from 'react';

/** A pointer that has not moved for this long is parked, not aiming. */
const STILL_MS = 4_000;

export type Hold = {
  /** The order to show. */
  readonly ids: readonly string[];
  /** How many rows would be elsewhere if the list were let go. */
  readonly moved: number;
  readonly release: () => void;
  /** When the pointer last moved over the list, on the clock of `performance.now()`. */
  readonly movedAt: RefObject<number>;
  readonly handlers: {
    readonly onPointerMove: () => void;
    readonly onPointerLeave: () => void;
  };
};

function countMoved(shown: readonly string[], now: readonly string[]): number {
  if (shown === now) return 0;
  const at = new Map(shown.map((id, i) => [id, i]));
  let moved = 0;
  let last = -1;
  for (const id of now) {
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
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const movedAt = useRef(0);
  const frozen = useRef({ key, ids });
  const [, redraw] = useState(0);
  const holding = (held || pointed) && frozen.current.key === key;
  if (!holding) frozen.current = { key, ids };
  const shown = frozen.current.ids;

  useEffect(() => () => clearTimeout(timer.current), []);
  const letGo = useCallback(() => {
    clearTimeout(timer.current);
    setPointed(false);
  }, []);
  const onPointerMove = useCallback(() => {
    movedAt.current = performance.now();
    setPointed(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setPointed(false), STILL_MS);
  }, []);
  const release = useCallback(() => {
    frozen.current = { key: '', ids: [] };
    letGo();
    redraw((n) => n + 1);
  }, [letGo]);
  const moved = useMemo(() => countMoved(shown, ids), [shown, ids]);
  return { ids: shown, moved, release, movedAt, handlers: { onPointerMove, onPointerLeave: letGo } };
}
