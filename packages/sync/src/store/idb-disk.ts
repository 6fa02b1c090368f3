import { PGlite } from '@electric-sql/pglite';
import { resultOf } from '../browser/idb-request.ts';
import { BrowserDisk } from './browser-disk.ts';
import type { PgliteDisk } from './pglite-disk.ts';

/** Where Emscripten mounts the files, which names their database. */
const MOUNT = '/pglite/';

/**
 * Databases in memory whose files are kept in IndexedDB, where a browser has nothing better. Two that write at once would
 * each undo the other: only the leader opens it.
 */
export class IdbDisk extends BrowserDisk implements PgliteDisk {
  async list(): Promise<readonly string[]> {
    const start = `${MOUNT}${this.folder}-`;
    const databases = await indexedDB.databases();
    const names = databases.flatMap(({ name }) => (name?.startsWith(start) ? [name] : []));
    return names.map((name) => name.slice(start.length));
  }

  async remove(directory: string): Promise<void> {
    await resultOf(indexedDB.deleteDatabase(`${MOUNT}${this.folder}-${directory}`));
  }

  async open(directory: string, isFresh: boolean): Promise<PGlite> {
    const parts = await this.parts(isFresh);
    return PGlite.create({
      dataDir: `idb://${this.folder}-${directory}`,
      relaxedDurability: true,
      ...parts,
    });
  }

  /** Nothing else waits for the files, nor hears that they could not be written. */
  async flush(database: PGlite): Promise<void> {
    await database.fs?.syncToFs(false);
  }
}
