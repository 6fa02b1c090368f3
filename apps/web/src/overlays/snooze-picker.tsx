import { Button } from '@frontdesk/ui/button';
import type { Choice } from '@frontdesk/ui/choice-list';
import { Dialog } from '@frontdesk/ui/dialog';
import { TextField } from '@frontdesk/ui/field';
import { Picker } from '@frontdesk/ui/picker';
import { AlarmClock, AlarmClockOff, CalendarClock } from 'lucide-react';
import type { FormEvent } from 'react';
import { snooze } from '../features/inbox/changes.ts';
import { snoozeTimes } from '../features/inbox/snooze-times.ts';
import { useWorkspace } from '../replica/workspace.ts';
import { useNow } from '../shell/clock.ts';
import { returnTime } from '../shell/words.ts';
import { useWindowState } from '../shell/window-state.ts';
import type { PickerAt } from './assign-picker.tsx';

/** The usual moments, seen from the minute that it is. */
function useSnoozeChoices(ids: readonly string[]): Choice[] {
  const workspace = useWorkspace();
  const { open, selectAll } = useWindowState();
  const now = useNow();
  const until = (at: string | null) => {
    snooze(workspace, ids, at);
    selectAll([]);
  };
  const asleep = ids.some(
    (id) => workspace.store.row('conversations', id).get()?.snoozedUntil != null,
  );
  const wake: Choice = {
    id: 'wake',
    label: 'Wake up now',
    icon: <AlarmClockOff size={15} aria-hidden="true" />,
    run: () => until(null),
  };
  const other: Choice = {
    id: 'other',
    label: 'Another time…',
    keywords: 'date custom pick',
    icon: <CalendarClock size={15} aria-hidden="true" />,
    run: () => open({ kind: 'snoozeUntil', ids }),
  };
  const times = snoozeTimes(new Date(now)).map(({ id, label, at }) => ({
    id,
    label,
    detail: returnTime(at.toISOString(), now),
    icon: <AlarmClock size={15} aria-hidden="true" />,
    run: () => until(at.toISOString()),
  }));
  return [...(asleep ? [wake] : []), ...times, other];
}

export function SnoozePicker({ anchor, ids, onClose }: PickerAt) {
  const choices = useSnoozeChoices(ids);
  return (
    <Picker
      label="Snooze until"
      placeholder="Snooze until…"
      anchor={anchor}
      onClose={onClose}
      groups={[{ id: 'times', label: '', items: choices }]}
      empty="Choose “Another time…” for a date"
    />
  );
}

/** `datetime-local` wants the wall clock here, without a zone. */
function wallClock(date: Date): string {
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

export function SnoozeUntilDialog({
  ids,
  onClose,
}: {
  ids: readonly string[];
  onClose: () => void;
}) {
  const workspace = useWorkspace();
  const now = new Date(useNow());
  const first = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const at = new Date(String(new FormData(event.currentTarget).get('at')));
    if (Number.isNaN(at.getTime())) return;
    snooze(workspace, ids, at.toISOString());
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Snooze until"
      description="It comes back by itself then, or at once when the customer writes."
    >
      <form onSubmit={onSubmit} className="flex flex-col gap-4">
        <TextField
          label="Date and time"
          name="at"
          type="datetime-local"
          required
          min={wallClock(now)}
          defaultValue={wallClock(first)}
        />
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
