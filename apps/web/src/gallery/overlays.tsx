import { Button } from '@frontdesk/ui/button';
import { CommandPalette } from '@frontdesk/ui/command-palette';
import { Dialog } from '@frontdesk/ui/dialog';
import { Menu } from '@frontdesk/ui/menu';
import { Picker } from '@frontdesk/ui/picker';
import { Popover } from '@frontdesk/ui/popover';
import { Select } from '@frontdesk/ui/select';
import { ToastHost } from '@frontdesk/ui/toast-host';
import type { ToastMessage } from '@frontdesk/ui/toast-host';
import { TooltipHost } from '@frontdesk/ui/tooltip-host';
import { useCallback, useState } from 'react';
import { GalleryRow } from './gallery-row.tsx';

const KINDS = ['menu', 'popover', 'picker', 'dialog', 'palette'] as const;
type Open = { readonly kind: (typeof KINDS)[number]; readonly anchor: Element };

const nothing = () => undefined;
const FRUIT = [
  {
    id: 'fruit',
    label: 'Fruit',
    items: [
      { id: 'apple', label: 'Apple', hotkey: 'A', run: nothing },
      { id: 'pear', label: 'Pear', checked: true, run: nothing },
    ],
  },
];
const ROLES = [
  { value: 'agent', label: 'Agent' },
  { value: 'manager', label: 'Manager' },
] as const;

export function Overlays() {
  const [open, setOpen] = useState<Open | null>(null);
  const [role, setRole] = useState<'agent' | 'manager'>('agent');
  const [toasts, setToasts] = useState<readonly ToastMessage[]>([]);
  const shown = useCallback(
    (id: string) => setToasts((all) => all.filter((toast) => toast.id !== id)),
    [],
  );
  const toast = () =>
    setToasts([{ id: 'toast', text: 'Resolved', action: { label: 'Undo', run: nothing } }]);
  return (
    <GalleryRow title="Overlays">
      {KINDS.map((kind) => (
        <Button key={kind} onClick={(event) => setOpen({ kind, anchor: event.currentTarget })}>
          Open {kind}
        </Button>
      ))}
      <Button onClick={toast}>Open toast</Button>
      <Select label="Role of Maya" value={role} onChange={setRole} options={ROLES} />
      {open === null ? null : <Example {...open} onClose={() => setOpen(null)} />}
      <ToastHost toasts={toasts} onDone={shown} />
      <TooltipHost />
    </GalleryRow>
  );
}

function Example({ kind, anchor, onClose }: Open & { onClose: () => void }) {
  const list = { groups: FRUIT, onClose, empty: 'No such fruit' };
  switch (kind) {
    case 'menu':
      return (
        <Menu
          label="Example"
          anchor={anchor}
          onClose={onClose}
          onPick={onClose}
          entries={[
            { kind: 'item', id: 'a', label: 'First', hotkey: 'F' },
            { kind: 'separator', id: 's' },
            { kind: 'item', id: 'b', label: 'Delete', danger: true },
          ]}
        />
      );
    case 'popover':
      return (
        <Popover label="Example" anchor={anchor} onClose={onClose} className="p-3">
          Anything
        </Popover>
      );
    case 'picker':
      return <Picker label="Fruit" placeholder="Fruit…" anchor={anchor} {...list} />;
    case 'dialog':
      return (
        <Dialog
          open
          onClose={onClose}
          title="Example"
          description="What it is about"
          footer={<Button tone="primary">Do it</Button>}
        >
          Contents
        </Dialog>
      );
    case 'palette':
      return <CommandPalette label="Search or jump" placeholder="Type…" {...list} />;
  }
}
