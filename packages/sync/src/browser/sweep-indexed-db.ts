import { resultOf } from './idb-request.ts';

/** Two databases without anything in them, of which one is there and the other comes next. */
const EMPTY = ['sync-sweep-0', 'sync-sweep-1'] as const;

/** The third turn rewrites what the first two moved; one more for a file that was pushed down meanwhile. */
const TURNS = 4;

/** After a turn the browser tidies up by itself for a while, in ms: the next one has to find that done. */
const PAUSE_MS = 100;

/**
 * Makes the browser let go of what was deleted. Chromium keeps IndexedDB in LevelDB, whose log and tables hold deleted and
 * overwritten records until they are compacted, maybe for ever; the one thing that a page can do about it is to delete a
 * database, which compacts what lies beside that one's keys (measured in Chromium 156, some 5 ms a turn). Each turn makes one
 * database and deletes the one before, which spreads from the newest records to the oldest. Browsers with SQLite below write over
 * what is deleted. Never rejects: the next opening does it again.
 */
export async function sweepIndexedDb(): Promise<void> {
  try {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const [gone, next] = turn % 2 === 0 ? EMPTY : EMPTY.toReversed();
      const request = indexedDB.open(next ?? EMPTY[1], 1);
      request.addEventListener('upgradeneeded', () => request.result.createObjectStore('nothing'));
      (await resultOf(request)).close();
      await resultOf(indexedDB.deleteDatabase(gone ?? EMPTY[0]));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  } catch {
    // The browser keeps nothing at the moment, or the page is going.
  }
}
