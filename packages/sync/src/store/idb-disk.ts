import { PGlite } from '@electric-sql/pglite';
import { resultOf } from '../browser/idb-request.ts';
import { BrowserNotes } from './browser-notes.ts';
import { folderOf } from './browser-folder.ts';
import type { DiskNote, PgliteDisk } from './pglite-disk.ts';
import { fetchDataDirectory, fetchProgram, type PgliteFiles } from './prebuilt.ts';

/** Where Emscripten mounts the files, which names their database. */
const MOUNT = '/pglite/';

/**
 * Databases in memory whose files are kept in IndexedDB, where a browser has nothing better. Two that write at once would
 * each undo the other: only the leader opens it.
 */
export class IdbDisk implements PgliteDisk {
  readonly #owner: string;
  readonly #files: PgliteFiles;
  readonly #notes: BrowserNotes;
  #program: ReturnType<typeof fetchProgram> | null = null;

  constructor(owner: string, files: PgliteFiles) {
    this.#owner = folderOf(owner);
    this.#files = files;
    this.#notes = new BrowserNotes(owner);
  }

  readNote(): Promise<DiskNote | null> {
    return this.#notes.read();
  }

  writeNote(note: DiskNote): Promise<void> {
    return this.#notes.write(note);
  }

  async list(): Promise<readonly string[]> {
    const start = `${MOUNT}${this.#owner}-`;
    const databases = await indexedDB.databases();
    const names = databases.flatMap(({ name }) => (name?.startsWith(start) ? [name] : []));
    return names.map((name) => name.slice(start.length));
  }

  async remove(directory: string): Promise<void> {
    await resultOf(indexedDB.deleteDatabase(`${MOUNT}${this.#owner}-${directory}`));
  }

  async open(directory: string, isFresh: boolean): Promise<PGlite> {
    this.#program ??= fetchProgram(this.#files);
    const [program, loadDataDir] = await Promise.all([
      this.#program,
      isFresh ? fetchDataDirectory(this.#files) : undefined,
    ]);
    return PGlite.create({
      dataDir: `idb://${this.#owner}-${directory}`,
      relaxedDurability: true,
      ...program,
      ...(loadDataDir ? { loadDataDir } : {}),
    });
  }

  /** Nothing else waits for the files, nor hears that they could not be written. */
  async flush(database: PGlite): Promise<void> {
    await database.fs?.syncToFs(false);
  }

  close(database: PGlite): Promise<void> {
    return database.close();
  }
}
