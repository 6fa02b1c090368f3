import { Tooltip } from '@base-ui/react/tooltip';
import clsx from 'clsx';
import { useEffect, useState } from 'react';
import { Kbd } from './kbd.tsx';
import { POPUP_SURFACE } from './popup-surface.ts';

const HOVER_DELAY_MS = 450;

function tipTarget(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null;
}

/**
 * One tooltip for the whole window: any element with `data-tip` (and `data-tip-key`) shows it on hover and on keyboard focus. The words
 * repeat the element's accessible name, so nothing is lost before this chunk has loaded.
 */
export function TooltipHost() {
  const [target, setTarget] = useState<HTMLElement | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = () => {
      clearTimeout(timer);
      setTarget(null);
    };
    const onOver = (event: PointerEvent) => {
      const next = event.pointerType === 'touch' ? null : tipTarget(event);
      hide();
      if (next !== null) timer = setTimeout(() => setTarget(next), HOVER_DELAY_MS);
    };
    const onFocus = (event: FocusEvent) => {
      const next = tipTarget(event);
      if (next?.matches(':focus-visible') === true) setTarget(next);
    };
    const listen = { capture: true, passive: true } as const;
    document.addEventListener('pointerover', onOver, listen);
    document.addEventListener('pointerdown', hide, listen);
    document.addEventListener('keydown', hide, listen);
    document.addEventListener('focusin', onFocus, listen);
    document.addEventListener('focusout', hide, listen);
    return () => {
      hide();
      document.removeEventListener('pointerover', onOver, listen);
      document.removeEventListener('pointerdown', hide, listen);
      document.removeEventListener('keydown', hide, listen);
      document.removeEventListener('focusin', onFocus, listen);
      document.removeEventListener('focusout', hide, listen);
    };
  }, []);
  if (target === null || !target.isConnected) return null;
  return (
    <Tooltip.Root open onOpenChange={(next) => (next ? undefined : setTarget(null))}>
      <Tooltip.Portal>
        <Tooltip.Positioner
          anchor={target}
          sideOffset={6}
          collisionPadding={8}
          className="pointer-events-none z-60"
        >
          <Tooltip.Popup
            className={clsx(POPUP_SURFACE, 'flex items-center gap-2 px-2 py-1 text-xs')}
          >
            {target.dataset['tip']}
            {target.dataset['tipKey'] === undefined ? null : <Kbd>{target.dataset['tipKey']}</Kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
