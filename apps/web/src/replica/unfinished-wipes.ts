/** Who has left this device while something of theirs may still be on it. */
const WIPES = 'frontdesk.wipes';

/** `keepWork`: work that has not gone out stays. */
export type Wipe = { readonly keepWork: boolean };

/** To be noted before anything is deleted: a wipe outlives the page that began it. */
export function noteWipe(owner: string, { keepWork }: Wipe): void {
  write({ ...Object.fromEntries(unfinishedWipes()), [owner]: { keepWork } });
}

export function wipeIsDone(owner: string): void {
  write(Object.fromEntries([...unfinishedWipes()].filter(([other]) => other !== owner)));
}

/** By owner. */
export function unfinishedWipes(): ReadonlyMap<string, Wipe> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(WIPES) ?? '{}');
    if (typeof value !== 'object' || value === null) return new Map();
    return new Map(
      Object.entries(value).filter((entry): entry is [string, Wipe] => isWipe(entry[1])),
    );
  } catch {
    return new Map();
  }
}

function write(wipes: Readonly<Record<string, Wipe>>): void {
  try {
    if (Object.keys(wipes).length === 0) localStorage.removeItem(WIPES);
    else localStorage.setItem(WIPES, JSON.stringify(wipes));
  } catch {
    // Full or refused: then this page alone deletes.
  }
}

/** Written by this app, yet maybe by an earlier version of it. */
const isWipe = (value: unknown): value is Wipe =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { keepWork?: unknown }).keepWork === 'boolean';
