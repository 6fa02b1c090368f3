import { Menu as Base } from '@base-ui/react/menu';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import { Kbd } from './kbd.tsx';
import { POPUP_ITEM, POPUP_SURFACE } from './popup-surface.ts';

export type MenuEntry =
  | {
      kind: 'item';
      id: string;
      label: string;
      icon?: ReactNode;
      hotkey?: string;
      danger?: boolean;
      disabled?: boolean;
    }
  | { kind: 'separator'; id: string };

export type MenuProps = {
  label: string;
  anchor: Element;
  entries: readonly MenuEntry[];
  onPick: (id: string) => void;
  onClose: () => void;
};

/** A menu at an element that the caller owns, so that its trigger needs no overlay code. */
export function Menu({ label, anchor, entries, onPick, onClose }: MenuProps) {
  return (
    <Base.Root open onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} sideOffset={4} align="start" className="z-50">
          <Base.Popup aria-label={label} className={clsx(POPUP_SURFACE, 'min-w-44 p-1')}>
            {entries.map((entry) =>
              entry.kind === 'separator' ? (
                <Base.Separator key={entry.id} className="my-1 h-px bg-line" />
              ) : (
                <Base.Item
                  key={entry.id}
                  disabled={entry.disabled === true}
                  onClick={() => onPick(entry.id)}
                  className={clsx(POPUP_ITEM, entry.danger === true && 'text-bad')}
                >
                  {entry.icon}
                  <span className="flex-1">{entry.label}</span>
                  {entry.hotkey === undefined ? null : <Kbd>{entry.hotkey}</Kbd>}
                </Base.Item>
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
