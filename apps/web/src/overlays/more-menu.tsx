import { Menu } from '@frontdesk/ui/menu';
import type { MenuEntry } from '@frontdesk/ui/menu';
import { AlarmClock, CircleDot, Flame, Link, ShieldAlert, Tag } from 'lucide-react';
import { setStatus } from '../features/inbox/changes.ts';
import { useWorkspace } from '../replica/workspace.ts';
import { useWindowState } from '../shell/window-state.ts';
import type { PickerAt } from './assign-picker.tsx';

const ENTRIES: readonly MenuEntry[] = [
  {
    kind: 'item',
    id: 'snooze',
    label: 'Snooze…',
    hotkey: 'S',
    icon: <AlarmClock size={15} aria-hidden="true" />,
  },
  {
    kind: 'item',
    id: 'tag',
    label: 'Tag…',
    hotkey: 'T',
    icon: <Tag size={15} aria-hidden="true" />,
  },
  {
    kind: 'item',
    id: 'priority',
    label: 'Priority…',
    hotkey: 'P',
    icon: <Flame size={15} aria-hidden="true" />,
  },
  {
    kind: 'item',
    id: 'status',
    label: 'Status…',
    icon: <CircleDot size={15} aria-hidden="true" />,
  },
  { kind: 'separator', id: 'line' },
  { kind: 'item', id: 'link', label: 'Copy the link', icon: <Link size={15} aria-hidden="true" /> },
  {
    kind: 'item',
    id: 'spam',
    label: 'Mark as spam',
    icon: <ShieldAlert size={15} aria-hidden="true" />,
    danger: true,
  },
];

export function MoreMenu({ anchor, ids, onClose }: PickerAt) {
  const workspace = useWorkspace();
  const { open, toast } = useWindowState();
  const pick = (id: string) => {
    if (id === 'snooze' || id === 'tag' || id === 'priority' || id === 'status')
      return open({ kind: id, anchor, ids });
    onClose();
    if (id === 'spam') setStatus(workspace, ids, 'SPAM');
    if (id === 'link')
      navigator.clipboard.writeText(location.href).then(
        () => toast('Link copied'),
        () =>
          toast('The browser did not allow copying. Take the address from the address bar.', {
            tone: 'bad',
          }),
      );
  };
  return <Menu label="More" anchor={anchor} entries={ENTRIES} onPick={pick} onClose={onClose} />;
}
