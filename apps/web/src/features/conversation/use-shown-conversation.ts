import { useEffect, useState } from 'react';
import { useWindow } from '../../replica/hooks.ts';

/** So long the former conversation stays on the screen while the next one's lines are read from this device. */
const PATIENCE_MS = 100;

/**
 * Which conversation the pane shows: the former one until what was said in the wanted one is in memory, a frame or two
 * later as a rule, so that nothing flashes empty; the wanted one in any case after a moment.
 */
export function useShownConversation(wanted: string | null): string | null {
  const isHere = useWindow(wanted) !== 'loading';
  const [shown, setShown] = useState(wanted);
  if (isHere && shown !== wanted) setShown(wanted);
  useEffect(() => {
    if (isHere) return undefined;
    const timer = setTimeout(() => setShown(wanted), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isHere, wanted]);
  return isHere ? wanted : shown;
}

/** Is something still so after a moment? Nothing that takes less is worth a word. */
export function useStill(active: boolean): boolean {
  const [still, setStill] = useState(false);
  useEffect(() => {
    if (!active) return undefined;
    const timer = setTimeout(() => setStill(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setStill(false);
    };
  }, [active]);
  return active && still;
}
