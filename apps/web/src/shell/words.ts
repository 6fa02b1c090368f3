/** How times and amounts are said on the screen. Pure; the clock comes in. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "now", "4m", "3h", "5d", then the date: the age in a list row. */
export function age(at: string | null, now: number): string {
  if (at === null) return '';
  const passed = now - Date.parse(at);
  if (passed < MINUTE) return 'now';
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)}m`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)}h`;
  if (passed < 7 * DAY) return `${Math.floor(passed / DAY)}d`;
  return shortDate(at, now);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(undefined, options);
  formats.set(key, known);
  return known;
}

const sameYear = (at: string, now: number) =>
  new Date(at).getFullYear() === new Date(now).getFullYear();

export function shortDate(at: string, now: number): string {
  return format({
    day: 'numeric',
    month: 'short',
    ...(sameYear(at, now) ? {} : { year: 'numeric' }),
  }).format(Date.parse(at));
}

export const clockTime = (at: string): string =>
  format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(Date.parse(at));

/** Date and time in full, for the title of a short one. */
export const fullTime = (at: string): string =>
  format({ dateStyle: 'full', timeStyle: 'medium' }).format(Date.parse(at));

function startOfDay(ms: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** "Today", "Yesterday", a weekday within the last week, else the date. */
export function dayName(at: string, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(Date.parse(at))) / DAY);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days > 1 && days < 7) return format({ weekday: 'long' }).format(Date.parse(at));
  return format({
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    ...(sameYear(at, now) ? {} : { year: 'numeric' }),
  }).format(Date.parse(at));
}

export const sameDay = (a: string, b: string): boolean =>
  startOfDay(Date.parse(a)) === startOfDay(Date.parse(b));

/** "Today 18:00", "Tomorrow 9:00", "Mon 9:00", "3 Dec 9:00": when something comes back. */
export function returnTime(at: string, now: number): string {
  const days = Math.round((startOfDay(Date.parse(at)) - startOfDay(now)) / DAY);
  const time = clockTime(at);
  if (days <= 0) return `Today ${time}`;
  if (days === 1) return `Tomorrow ${time}`;
  return days < 7
    ? `${format({ weekday: 'short' }).format(Date.parse(at))} ${time}`
    : `${shortDate(at, now)} ${time}`;
}

/** "23 h 57 m", "12 m": how much of a window is left. Null when it is over. */
export function timeLeft(until: number, now: number): string | null {
  const left = until - now;
  if (left <= 0) return null;
  const minutes = Math.max(1, Math.floor(left / MINUTE));
  return minutes < 60 ? `${minutes} m` : `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

/** "340 KB", "2.1 MB". */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}

export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n} ${n === 1 ? one : many}`;

/** What people read of an intent's name: "password_reset" → "Password reset". */
export function intentWords(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** No machine is entirely sure. */
const MOST = 0.99;

/** How sure a machine is, of one, as "96 %". */
export const sureness = (share: number): string => percent(Math.min(share, MOST));

/** A share of one as "96 %", with a space that does not break. */
export const percent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;
