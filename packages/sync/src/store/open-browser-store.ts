import type { Clock } from '../engine/clock.ts';
import { BrowserNotes } from './browser-notes.ts';
import { glimpseOf } from './glimpse-keep.ts';
import { GlimpsedStore } from './glimpsed-store.ts';
import { IdbDisk } from './idb-disk.ts';
import type { LocalRules } from './local-rules.ts';
import type { LocalStore } from './local-store.ts';
import { hasOpfs } from './opfs.ts';
import { OpfsDisk } from './opfs-disk.ts';
import type { PgliteDisk } from './pglite-disk.ts';
import { PgliteHome } from './pglite-home.ts';
import { PgliteStore } from './pglite-store.ts';
import type { PgliteFiles } from './prebuilt.ts';
import { whenFree } from './when-free.ts';

export type BrowserStoreOptions = {
  /** Whose rows: stores of different owners know nothing of each other. */
  readonly owner: string;
  /** A store that failed to open three times in a row is left alone until another release. */
  readonly release: string;
  readonly files: PgliteFiles;
  readonly rules: LocalRules;
  readonly clock: Clock;
};

/** The store of a browser, in a dedicated worker that nothing else runs in. */
export function openBrowserStore(options: BrowserStoreOptions): LocalStore {
  const { owner, release, files, rules, clock } = options;
  const store = new PgliteStore(rules, new PgliteHome(diskOf(owner, files), release), clock);
  return new GlimpsedStore({ store, keep: glimpseOf(owner), clock });
}

/** Deletes the store of an owner who signs out. The store must be closed. Rejects where something is left. */
export async function wipeBrowserStore(owner: string, files: PgliteFiles): Promise<void> {
  const disk = diskOf(owner, files);
  await glimpseOf(owner).clear();
  await new BrowserNotes(owner).remove();
  for (const directory of await disk.list()) await whenFree(() => disk.remove(directory));
}

const diskOf = (owner: string, files: PgliteFiles): PgliteDisk =>
  hasOpfs() ? new OpfsDisk(owner, files) : new IdbDisk(owner, files);
