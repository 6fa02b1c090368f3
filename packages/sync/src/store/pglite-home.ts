import type { PGlite } from '@electric-sql/pglite';
import type { DiskNote, PgliteDisk } from './pglite-disk.ts';
import { SCHEMA_HASH } from './pglite-schema.ts';

/** After so many openings without success the database that is there is not trusted any more. */
const TRUSTED_ATTEMPTS = 2;

/** After so many the release goes on without a database. */
const MOST_ATTEMPTS = 3;

/** PGlite may wait for ever for a file that is held elsewhere or broken. A slow phone takes some seconds, in ms. */
const OPEN_WITHIN_MS = 30_000;

const NEW_DISK: DiskNote = { directory: null, generation: 0, attempts: 0, release: '' };

/**
 * The databases of a store: a directory for each generation, of which one is noted as good, once it has answered. Whatever
 * is not noted is deleted at the next start, so that no step of this can be interrupted to a bad end.
 */
export class PgliteHome {
  readonly #disk: PgliteDisk;
  readonly #release: string;
  #note: DiskNote = NEW_DISK;

  constructor(disk: PgliteDisk, release: string) {
    this.#disk = disk;
    this.#release = release;
  }

  /** The database that is noted; null where there is none that answers. Rejects where it was tried too often. */
  async reopen(): Promise<PGlite | null> {
    const note = (await this.#disk.readNote()) ?? NEW_DISK;
    const attempts = note.release === this.#release ? note.attempts : 0;
    if (attempts >= MOST_ATTEMPTS) throw new Error(`given up after ${attempts} attempts`);
    // Before anything that may take the whole worker with it.
    await this.#write({ ...note, attempts: attempts + 1, release: this.#release });
    const isTrusted = attempts < TRUSTED_ATTEMPTS && note.directory?.startsWith(PREFIX) === true;
    const known = isTrusted ? note.directory : null;
    await this.#removeAllBut(known);
    const database = known === null ? null : await this.#answering(known);
    if (database) await this.#write({ ...this.#note, attempts: 0 });
    return database;
  }

  /** A fresh database, after {@link reopen} found none. */
  async make(): Promise<PGlite> {
    const directory = await this.#nextDirectory();
    const database = await this.#open(directory, true);
    await answer(database);
    await this.#disk.flush(database);
    await this.#write({ ...this.#note, directory, attempts: 0 });
    return database;
  }

  /** A fresh database beside the one that is open. If this process ends before its adoption, it is deleted later. */
  async openNext(): Promise<PGlite> {
    const directory = await this.#nextDirectory();
    return this.#open(directory, true);
  }

  /** Notes the database of the last {@link openNext} as the good one; then deletes the former and its files. */
  async adopt(former: PGlite): Promise<void> {
    const { directory } = this.#note;
    await this.#write({ ...this.#note, directory: this.#newest });
    await this.#disk.close(former);
    if (directory !== null) await this.#disk.remove(directory);
  }

  flush(database: PGlite): Promise<void> {
    return this.#disk.flush(database);
  }

  close(database: PGlite): Promise<void> {
    return this.#disk.close(database);
  }

  get #newest(): string {
    return `${PREFIX}${this.#note.generation}`;
  }

  async #answering(directory: string): Promise<PGlite | null> {
    try {
      const database = await this.#open(directory, false);
      await answer(database);
      return database;
    } catch {
      // Its files may still be held, by this attempt or by a worker that is frozen: then the next start deletes them.
      await this.#write({ ...this.#note, directory: null });
      await this.#disk.remove(directory).catch(() => undefined);
      return null;
    }
  }

  async #open(directory: string, isFresh: boolean): Promise<PGlite> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error(`${directory} does not open`)),
      OPEN_WITHIN_MS,
    );
    try {
      return await Promise.race([this.#disk.open(directory, isFresh), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #nextDirectory(): Promise<string> {
    await this.#write({ ...this.#note, generation: this.#note.generation + 1 });
    return this.#newest;
  }

  async #removeAllBut(kept: string | null): Promise<void> {
    const all = await this.#disk.list();
    const others = all.filter((directory) => directory !== kept);
    for (const directory of others) await this.#disk.remove(directory).catch(() => undefined);
  }

  async #write(note: DiskNote): Promise<void> {
    await this.#disk.writeNote(note);
    this.#note = note;
  }
}

/** Names say which tables are inside: after a change of them, a directory is made anew. */
const PREFIX = `pg-${SCHEMA_HASH}-`;

/** A directory that was filled halfway may open, but without our tables. */
async function answer(database: PGlite): Promise<void> {
  await database.query('select name from meta limit 1');
  await database.query('select id from row limit 1');
  await database.query('select id from search limit 1');
}
