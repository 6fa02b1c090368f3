import { PRIORITIES } from '@frontdesk/core/entities';
import type { ConversationStatus } from '@frontdesk/core/entities';
import { Picker } from '@frontdesk/ui/picker';
import { CheckCircle2, Circle, Flame, Hourglass, Lock, ShieldAlert } from 'lucide-react';
import { setPriority, setStatus } from '../features/inbox/changes.ts';
import { useWorkspace } from '../replica/workspace.ts';
import { STATUS_WORDS } from '../shell/status-words.ts';
import type { PickerAt } from './assign-picker.tsx';

const STATUSES: readonly {
  id: ConversationStatus;
  detail: string;
  icon: React.ReactNode;
}[] = [
  { id: 'OPEN', detail: 'our turn', icon: <Circle size={15} aria-hidden="true" /> },
  {
    id: 'PENDING',
    detail: 'their turn',
    icon: <Hourglass size={15} aria-hidden="true" />,
  },
  {
    id: 'RESOLVED',
    detail: 'a new message reopens',
    icon: <CheckCircle2 size={15} aria-hidden="true" />,
  },
  {
    id: 'CLOSED',
    detail: 'finished for good',
    icon: <Lock size={15} aria-hidden="true" />,
  },
  {
    id: 'SPAM',
    detail: 'out of every list',
    icon: <ShieldAlert size={15} aria-hidden="true" />,
  },
];

export function StatusPicker({ anchor, ids, onClose }: PickerAt) {
  const workspace = useWorkspace();
  const now = workspace.store.row('conversations', ids[0] ?? '').get()?.status;
  const items = STATUSES.map((status) => ({
    ...status,
    label: STATUS_WORDS[status.id],
    checked: ids.length === 1 && status.id === now,
    run: () => setStatus(workspace, ids, status.id),
  }));
  return (
    <Picker
      label="Status"
      placeholder="Status…"
      anchor={anchor}
      onClose={onClose}
      groups={[{ id: 'status', label: '', items }]}
      empty="No such status"
    />
  );
}

const FLAMES = {
  LOW: 'text-ink-3',
  NORMAL: 'text-ink-2',
  HIGH: 'text-warn',
  URGENT: 'text-bad',
} as const;

export function PriorityPicker({ anchor, ids, onClose }: PickerAt) {
  const workspace = useWorkspace();
  const now = workspace.store.row('conversations', ids[0] ?? '').get()?.priority;
  const items = PRIORITIES.toReversed().map((priority) => ({
    id: priority,
    label: priority.slice(0, 1) + priority.slice(1).toLowerCase(),
    icon: <Flame size={15} aria-hidden="true" className={FLAMES[priority]} />,
    checked: ids.length === 1 && priority === now,
    run: () => setPriority(workspace, ids, priority),
  }));
  return (
    <Picker
      label="Priority"
      placeholder="Priority…"
      anchor={anchor}
      onClose={onClose}
      groups={[{ id: 'priority', label: '', items }]}
      empty="No such priority"
    />
  );
}
