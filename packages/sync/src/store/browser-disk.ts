import type { PGlite } from '@electric-sql/pglite';
import { folderOf } from './browser-folder.ts';
import { BrowserNotes } from './browser-notes.ts';
import type { DiskNote } from './pglite-disk.ts';
import { fetchDataDirectory, fetchProgram, type PgliteFiles, type Prebuilt } from './prebuilt.ts';

/** What an owner's databases in a browser have in common, wherever their files are. */
export class BrowserDisk {
  /** The owner as part of a file's name. */
  readonly folder: string;
  readonly #files: PgliteFiles;
  readonly #notes: BrowserNotes;
  #program: Promise<Prebuilt> | null = null;

  constructor(owner: string, files: PgliteFiles) {
    this.folder = folderOf(owner);
    this.#files = files;
    this.#notes = new BrowserNotes(owner);
  }

  readNote(): Promise<DiskNote | null> {
    return this.#notes.read();
  }

  writeNote(note: DiskNote): Promise<void> {
    return this.#notes.write(note);
  }

  close(database: PGlite): Promise<void> {
    return database.close();
  }

  /** What PGlite is created with: its program, and the files to begin with where there are none. */
  async parts(isFresh: boolean): Promise<Prebuilt & { readonly loadDataDir?: Blob }> {
    this.#program ??= fetchProgram(this.#files);
    const [program, loadDataDir] = await Promise.all([
      this.#program,
      isFresh ? fetchDataDirectory(this.#files) : undefined,
    ]);
    return loadDataDir ? { ...program, loadDataDir } : program;
  }
}
