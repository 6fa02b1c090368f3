import { Dialog as Base } from '@base-ui/react/dialog';
import clsx from 'clsx';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './icon-button.tsx';
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

export function Dialog({ open, onClose, title, description, titleHidden = false, width = 'sm', footer, children }: DialogProps) {
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
          <div className={clsx('flex items-start gap-2 pt-3 pr-2 pl-4', titleHidden && 'justify-end')}>
            <Base.Title className={titleHidden ? 'sr-only' : 'flex-1 pt-1 text-base font-semibold'}>{title}</Base.Title>
            <Base.Close render={<IconButton label="Close" icon={<X size={16} />} />} />
          </div>
          {description === undefined ? null : <Base.Description className="px-4 pt-1 text-ink-2">{description}</Base.Description>}
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">{children}</div>
          {footer === undefined ? null : <div className="flex justify-end gap-2 border-t px-4 py-3">{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
