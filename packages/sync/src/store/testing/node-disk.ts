import { PGlite } from '@electric-sql/pglite';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDataDirectory } from '../../../scripts/build-data-directory.ts';
import type { DiskNote, PgliteDisk } from '../pglite-disk.ts';

let built: Promise<Blob> | null = null;

/** The prebuilt data directory; made once for all tests of a file. */
function dataDirectory(): Promise<Blob> {
  built ??= buildDataDirectory().then((tar) => new Blob([new Uint8Array(tar)]));
  return built;
}

/** Databases in this process's memory that outlive their stores, as a browser's directories outlive a worker. */
export class MemoryDisk implements PgliteDisk {
  readonly databases = new Map<string, PGlite>();
  note: DiskNote | null = null;

  async readNote(): Promise<DiskNote | null> {
    return this.note;
  }

  async writeNote(note: DiskNote): Promise<void> {
    this.note = note;
  }

  async list(): Promise<readonly string[]> {
    return [...this.databases.keys()];
  }

  async remove(directory: string): Promise<void> {
    await this.databases.get(directory)?.close();
    this.databases.delete(directory);
  }

  async open(directory: string, isFresh: boolean): Promise<PGlite> {
    const known = this.databases.get(directory);
    if (!isFresh && known) return known;
    const database = await PGlite.create({ loadDataDir: await dataDirectory() });
    this.databases.set(directory, database);
    return database;
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {}

  /** Forgets everything. */
  async end(): Promise<void> {
    for (const directory of this.databases.keys()) await this.remove(directory);
  }
}

/** Databases in files below a folder. */
export class FileDisk implements PgliteDisk {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async readNote(): Promise<DiskNote | null> {
    return readFile(join(this.#folder, 'note'), 'utf8').then(JSON.parse, () => null);
  }

  async writeNote(note: DiskNote): Promise<void> {
    await writeFile(join(this.#folder, 'note.new'), JSON.stringify(note));
    await rename(join(this.#folder, 'note.new'), join(this.#folder, 'note'));
  }

  async list(): Promise<readonly string[]> {
    const names = await readdir(this.#folder);
    return names.filter((name) => name.startsWith('pg-'));
  }

  async remove(directory: string): Promise<void> {
    await rm(join(this.#folder, directory), { recursive: true, force: true });
  }

  async open(directory: string, isFresh: boolean): Promise<PGlite> {
    const path = join(this.#folder, directory);
    await mkdir(path, { recursive: true });
    return PGlite.create(path, isFresh ? { loadDataDir: await dataDirectory() } : {});
  }

  async flush(): Promise<void> {}

  async close(database: PGlite): Promise<void> {
    await database.close();
  }
}
