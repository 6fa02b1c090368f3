import { Button } from '@frontdesk/ui/button';
import { Dialog } from '@frontdesk/ui/dialog';
import { TextField } from '@frontdesk/ui/field';
import { Picker } from '@frontdesk/ui/picker';
import { AlarmClock, AlarmClockOff, CalendarClock } from 'lucide-react';
import type { FormEvent } from 'react';
import { snooze } from '../features/inbox/changes.ts';
import { snoozeTimes } from '../features/inbox/snooze-times.ts';
import { useWorkspace } from '../replica/workspace.ts';
import { returnTime } from '../shell/words.ts';
import { useWindowState } from '../shell/window-state.ts';
import type { PickerAt } from './assign-picker.tsx';

export function SnoozePicker({ anchor, ids, onClose }: PickerAt) {
  const workspace = useWorkspace();
  const open = useWindowState((state) => state.open);
  const now = new Date();
  const times = snoozeTimes(now);
  const asleep = ids.some((id) => workspace.store.row('conversations', id).get()?.snoozedUntil != null);
  const groups = [
    {
      id: 'times',
      label: '',
      items: [
        ...(asleep ? [{ id: 'wake', label: 'Wake up now', icon: <AlarmClockOff size={15} aria-hidden="true" /> }] : []),
        ...times.map(({ id, label, at }) => ({ id, label, detail: returnTime(at.toISOString(), now.getTime()), icon: <AlarmClock size={15} aria-hidden="true" /> })),
        { id: 'other', label: 'Another time…', keywords: 'date custom pick', icon: <CalendarClock size={15} aria-hidden="true" /> },
      ],
    },
  ];
  const pick = (id: string) => {
    if (id === 'other') return open({ kind: 'snoozeUntil', ids });
    const at = times.find((time) => time.id === id)?.at;
    snooze(workspace, ids, id === 'wake' || at === undefined ? null : at.toISOString());
    useWindowState.getState().selectAll([]);
    onClose();
  };
  return <Picker label="Snooze until" placeholder="Snooze until…" anchor={anchor} onClose={onClose} groups={groups} onPick={(choice) => pick(choice.id)} empty={() => 'Choose “Another time…” for a date'} />;
}

/** `datetime-local` wants the wall clock here, without a zone. */
function wallClock(date: Date): string {
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

export function SnoozeUntilDialog({ ids, onClose }: { ids: readonly string[]; onClose: () => void }) {
  const workspace = useWorkspace();
  const now = new Date();
  const first = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const at = new Date(String(new FormData(event.currentTarget).get('at')));
    if (Number.isNaN(at.getTime())) return;
    snooze(workspace, ids, at.toISOString());
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title="Snooze until" description="It comes back by itself then, or at once when the customer writes.">
      <form onSubmit={onSubmit} className="flex flex-col gap-4">
        <TextField label="Date and time" name="at" type="datetime-local" required min={wallClock(now)} defaultValue={wallClock(first)} />
        <div className="flex justify-end gap-2">
          <Button tone="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button tone="primary" type="submit">
            Snooze
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
