/** The date at this moment where the organization is, as `2026-11-20`. A zone that nobody knows counts as UTC. */
export function organizationDay(timeZone: string, now: Date): string {
  try {
    return dayIn(timeZone, now);
  } catch {
    return dayIn('UTC', now);
  }
}

/** Swedish dates are written as ISO 8601 has them. Throws on a zone that is none. */
const dayIn = (timeZone: string, now: Date): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(now);
