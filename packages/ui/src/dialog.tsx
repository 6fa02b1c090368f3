import { Dialog as Base } from '@base-ui/react/dialog';
import clsx from 'clsx';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { POPUP_SURFACE } from './popup-surface.ts';

export type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  /** A title that only assistive technology reads, for dialogs whose content says it all. */
  titleHidden?: boolean;
  width?: 'sm' | 'md' | 'full';
  footer?: ReactNode;
  children?: ReactNode;
};

const WIDTHS = { sm: 'w-[26rem]', md: 'w-[38rem]', full: 'w-[96vw] h-[94dvh]' } as const;

export function Dialog({
  open,
  onClose,
  title,
  description,
  titleHidden = false,
  width = 'sm',
  footer,
  children,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          className={clsx(
            POPUP_SURFACE,
            'fixed top-1/2 left-1/2 z-50 flex max-h-[94dvh] max-w-[96vw] -translate-x-1/2 -translate-y-1/2 flex-col',
            WIDTHS[width],
          )}
        >
          <Base.Title
            className={titleHidden ? 'sr-only' : 'pt-4 pr-12 pl-4 text-base font-semibold'}
          >
            {title}
          </Base.Title>
          {description === undefined ? null : (
            <Base.Description className="px-4 pt-1 text-ink-2">{description}</Base.Description>
          )}
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">{children}</div>
          {footer === undefined ? null : (
            <div className="flex justify-end gap-2 border-t px-4 py-3">{footer}</div>
          )}
          {/* Last in order, so that the focus goes to what the dialog is about. */}
          <Base.Close
            aria-label="Close"
            className="absolute top-2.5 right-2.5 grid size-8 place-items-center rounded-md text-ink-2 hover:bg-hover hover:text-ink max-md:size-11"
          >
            <X size={16} aria-hidden="true" />
          </Base.Close>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
