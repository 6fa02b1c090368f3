const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** "just now", "2 minutes ago", "yesterday": in a sentence, where a list row says "2m". */
export function ago(at: string, now: number): string {
  const seconds = (now - Date.parse(at)) / 1000;
  const [unit, size] = UNITS.find(([, one]) => seconds >= one) ?? [null, 1];
  return unit === null ? 'just now' : words.format(-Math.floor(seconds / size), unit);
}
