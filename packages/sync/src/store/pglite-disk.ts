import type { PGlite } from '@electric-sql/pglite';

/** What is remembered of a disk's databases, outside of them. */
export type DiskNote = {
  /** The one that is good; null: none is. */
  readonly directory: string | null;
  /** Given to the last directory that was made. */
  readonly generation: number;
  /** Openings since the last one that went well, and the release whose they were. */
  readonly attempts: number;
  readonly release: string;
};

/** Where databases are kept, each in a directory of its own. Rejects when the storage does. */
export interface PgliteDisk {
  readNote(): Promise<DiskNote | null>;
  /** Durable when it resolves. */
  writeNote(note: DiskNote): Promise<void>;
  /** Names of all directories that hold a database, or the rest of one. */
  list(): Promise<readonly string[]>;
  /** Nothing of it can be read any more when this resolves. */
  remove(directory: string): Promise<void>;
  /** `isFresh`: fills the directory with the prebuilt one first. Rejects in bounded time. */
  open(directory: string, isFresh: boolean): Promise<PGlite>;
  /** Resolves when what was committed outlives this process. */
  flush(database: PGlite): Promise<void>;
  close(database: PGlite): Promise<void>;
}
