import { PGlite } from '@electric-sql/pglite';
import { OpfsAhpFS } from '@electric-sql/pglite/opfs-ahp';
import { BROWSER_FOLDER, type SyncFileHandle } from './opfs.ts';
import { BrowserDisk } from './browser-disk.ts';
import type { PgliteDisk } from './pglite-disk.ts';
import { whenFree } from './when-free.ts';

/** The prebuilt directory has some 420 files; PGlite keeps another 100 handles ready by itself. */
const POOL_FILES = 520;

/** PGlite's list of its files, whose handle it holds as long as the database is open. */
const STATE_FILE = 'state.txt';

/** Databases in the origin's private file system. In a dedicated worker only: nothing else gets its handles. */
export class OpfsDisk extends BrowserDisk implements PgliteDisk {
  async list(): Promise<readonly string[]> {
    const folder = await this.#folder();
    const names: string[] = [];
    for await (const name of folder.keys()) if (name.startsWith('pg-')) names.push(name);
    return names;
  }

  async remove(directory: string): Promise<void> {
    const folder = await this.#folder();
    await folder.removeEntry(directory, { recursive: true }).catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
    });
  }

  async open(directory: string, isFresh: boolean): Promise<PGlite> {
    if (!isFresh) await this.#untilFree(directory);
    const parts = await this.parts(isFresh);
    const fs = new OpfsAhpFS(`${BROWSER_FOLDER}/${this.folder}/${directory}`, {
      initialPoolSize: POOL_FILES,
    });
    return PGlite.create({
      fs,
      ...parts,
    });
  }

  /** Writes go through to the files, and the log is flushed with each statement. */
  async flush(): Promise<void> {}

  /** PGlite would wait for ever for a handle that it does not get. */
  async #untilFree(directory: string): Promise<void> {
    const folder = await (await this.#folder()).getDirectoryHandle(directory);
    const file: SyncFileHandle = await folder.getFileHandle(STATE_FILE);
    await whenFree(async () => {
      const handle = await file.createSyncAccessHandle?.();
      handle?.close();
    });
  }

  async #folder(): Promise<FileSystemDirectoryHandle> {
    const root = await navigator.storage.getDirectory();
    const stores = await root.getDirectoryHandle(BROWSER_FOLDER, { create: true });
    return stores.getDirectoryHandle(this.folder, { create: true });
  }
}
