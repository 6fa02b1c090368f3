/** The columns that every invented row has, and times seen from now. */
export const ORGANIZATION = 'org-harbour';

const MINUTE_MS = 60_000;
export const startedAt = Date.now();
export const at = (minutesAgo: number) =>
  new Date(startedAt - minutesAgo * MINUTE_MS).toISOString();

export const synced = (id: string, scopeId: string, minutesAgo = 60) => ({
  id,
  organizationId: ORGANIZATION,
  scopeId,
  createdAt: at(minutesAgo),
  updatedAt: at(minutesAgo),
  rev: 1,
});
