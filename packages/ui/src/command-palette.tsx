import { Dialog } from '@base-ui/react/dialog';
import clsx from 'clsx';
import { ChoiceList } from './choice-list.tsx';
import type { ChoiceListProps } from './choice-list.tsx';
import { POPUP_SURFACE } from './popup-surface.ts';

export type CommandPaletteProps = Omit<ChoiceListProps, 'listClass' | 'onPicked'> & {
  onClose: () => void;
};

/** Everything one can do or go to, found by typing. */
export function CommandPalette({ onClose, ...list }: CommandPaletteProps) {
  return (
    <Dialog.Root open onOpenChange={(next) => (next ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          aria-label={list.label}
          className={clsx(
            POPUP_SURFACE,
            'fixed top-[12dvh] left-1/2 z-50 w-[36rem] max-w-[94vw] -translate-x-1/2 overflow-hidden',
          )}
        >
          <ChoiceList {...list} onPicked={onClose} listClass="max-h-[56dvh]" />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
