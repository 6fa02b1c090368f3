import { Popover as Base } from '@base-ui/react/popover';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import { POPUP_SURFACE } from './popup-surface.ts';

export type PopoverProps = {
  label: string;
  anchor: Element;
  onClose: () => void;
  side?: 'top' | 'bottom';
  align?: 'start' | 'center' | 'end';
  className?: string;
  children: ReactNode;
};

/** Floats at an element that the caller owns; closes on Escape, outside press and focus leaving it. */
export function Popover({
  label,
  anchor,
  onClose,
  side = 'bottom',
  align = 'end',
  className,
  children,
}: PopoverProps) {
  return (
    <Base.Root open onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Positioner
          anchor={anchor}
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50"
        >
          <Base.Popup
            aria-label={label}
            className={clsx(POPUP_SURFACE, 'max-w-[calc(100vw-1rem)]', className)}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
