export type SnoozeTime = { readonly id: string; readonly label: string; readonly at: Date };

const MORNING = 9;
const EVENING = 18;

function dayAt(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** The usual moments to come back to something, by the clock on the wall here; those that are past or nearly now are left out. */
export function snoozeTimes(now: Date): readonly SnoozeTime[] {
  const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const times: SnoozeTime[] = [
    { id: '1h', label: 'In 1 hour', at: inHours(1) },
    { id: '3h', label: 'In 3 hours', at: inHours(3) },
    { id: 'evening', label: 'This evening', at: dayAt(now, 0, EVENING) },
    { id: 'tomorrow', label: 'Tomorrow morning', at: dayAt(now, 1, MORNING) },
    { id: 'monday', label: 'Monday morning', at: dayAt(now, toMonday, MORNING) },
    { id: 'week', label: 'In a week', at: dayAt(now, 7, MORNING) },
  ];
  return times.filter((time) => time.at.getTime() - now.getTime() > 30 * 60_000);
}
