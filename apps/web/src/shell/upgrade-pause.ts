/** Between two reloads because the server says that this build is too old, in milliseconds. */
const FIRST_MS = 500;
const LONGEST_MS = 60_000;

/** How often this tab has reloaded for that reason since it was last connected; survives the reload, not the tab. */
const KEY = 'frontdesk.upgrades';

/**
 * How long to wait before this reload, in milliseconds: a page that comes back as old as it was, from a cache or a server that is
 * replaced little by little, must not reload as fast as it can.
 */
export function nextPause(storage: Pick<Storage, 'getItem' | 'setItem'>): number {
  const tries = Number(storage.getItem(KEY) ?? '0') || 0;
  storage.setItem(KEY, String(tries + 1));
  return Math.min(FIRST_MS * 2 ** tries, LONGEST_MS);
}

/** The server took this build: the next time begins with the shortest pause. */
export function forgetPauses(storage: Pick<Storage, 'removeItem'>): void {
  storage.removeItem(KEY);
}
