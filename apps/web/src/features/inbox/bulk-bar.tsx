import { IconButton } from '@frontdesk/ui/icon-button';
import { AlarmClock, Check, Tag, UserPlus, X } from 'lucide-react';
import { useWorkspace } from '../../replica/workspace.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { setStatus } from './changes.ts';

/** Stands in place of the list's header while rows are ticked. One undo takes the lot back. */
export function BulkBar({ ids }: { ids: readonly string[] }) {
  const workspace = useWorkspace();
  const selection = useWindowState((state) => state.selection);
  const { open, selectAll } = useWindowState();
  const chosen = [...selection];
  const all = ids.length > 0 && ids.every((id) => selection.has(id));
  const pick = (kind: 'assign' | 'tag' | 'snooze') => (event: React.MouseEvent) =>
    open({ kind, anchor: event.currentTarget, ids: chosen });
  const resolve = () => {
    setStatus(workspace, chosen, 'RESOLVED');
    selectAll([]);
  };
  return (
    <div
      role="toolbar"
      aria-label="Selected conversations"
      className="flex h-11 shrink-0 items-center gap-0.5 border-b bg-accent-soft pr-1.5 pl-3.5 max-md:h-14"
    >
      <input
        type="checkbox"
        aria-label="Select all in this view"
        checked={all}
        onChange={() => selectAll(all ? [] : ids)}
        className="mr-1 size-4 accent-(--accent)"
      />
      <span className="tabular flex-1 whitespace-nowrap text-sm font-semibold" role="status">
        {selection.size} selected
      </span>
      <IconButton
        label="Assign selected"
        hotkey="A"
        icon={<UserPlus size={16} />}
        onClick={pick('assign')}
      />
      <IconButton label="Tag selected" hotkey="T" icon={<Tag size={16} />} onClick={pick('tag')} />
      <IconButton
        label="Snooze selected"
        hotkey="S"
        icon={<AlarmClock size={16} />}
        onClick={pick('snooze')}
      />
      <IconButton
        label="Resolve selected"
        hotkey="E"
        icon={<Check size={16} />}
        onClick={resolve}
      />
      <IconButton
        label="Clear the selection"
        hotkey="Esc"
        icon={<X size={16} />}
        onClick={() => selectAll([])}
      />
    </div>
  );
}
