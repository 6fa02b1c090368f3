import { Menu } from '@frontdesk/ui/menu';
import type { MenuEntry } from '@frontdesk/ui/menu';
import { Keyboard, LogOut, Monitor, Moon, Settings, Sun } from 'lucide-react';
import { signOut } from '../shell/session.ts';
import { navigate } from '../shell/location.ts';
import { setTheme, useTheme } from '../shell/theme.ts';
import type { Theme } from '../shell/theme.ts';
import { useWindowState } from '../shell/window-state.ts';
import { useWorkspace } from '../replica/workspace.ts';

const THEMES: readonly { theme: Theme; label: string; icon: React.ReactNode }[] = [
  { theme: 'light', label: 'Light', icon: <Sun size={15} aria-hidden="true" /> },
  { theme: 'dark', label: 'Dark', icon: <Moon size={15} aria-hidden="true" /> },
  { theme: 'system', label: 'As the system', icon: <Monitor size={15} aria-hidden="true" /> },
];

export function AccountMenu({ anchor, onClose }: { anchor: Element; onClose: () => void }) {
  const workspace = useWorkspace();
  const theme = useTheme();
  const entries: MenuEntry[] = [
    {
      kind: 'item',
      id: 'settings',
      label: 'Settings',
      icon: <Settings size={15} aria-hidden="true" />,
    },
    {
      kind: 'item',
      id: 'help',
      label: 'All keys',
      hotkey: '?',
      icon: <Keyboard size={15} aria-hidden="true" />,
    },
    { kind: 'separator', id: 'above-themes' },
    ...THEMES.map((one) => ({
      kind: 'item' as const,
      id: one.theme,
      label: one.theme === theme ? `${one.label} ✓` : one.label,
      icon: one.icon,
    })),
    { kind: 'separator', id: 'above-out' },
    { kind: 'item', id: 'out', label: 'Sign out', icon: <LogOut size={15} aria-hidden="true" /> },
  ];
  const pick = (id: string) => {
    const chosen = THEMES.find((one) => one.theme === id);
    if (chosen !== undefined) setTheme(chosen.theme);
    if (id === 'help') return useWindowState.getState().open({ kind: 'help' });
    onClose();
    if (id === 'settings') navigate('/settings');
    if (id === 'out') signOut(workspace.status.get().pending);
  };
  return <Menu label="Account" anchor={anchor} entries={entries} onPick={pick} onClose={onClose} />;
}
