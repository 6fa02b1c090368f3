import { doneWith, resultOf } from '../browser/idb-request.ts';
import { sweepIndexedDb } from '../browser/sweep-indexed-db.ts';
import type { Glimpse } from '../engine/glimpse.ts';
import { folderOf } from './browser-folder.ts';
import { BROWSER_FOLDER, hasOpfs, type SyncFileHandle } from './opfs.ts';

/** Where the last look at a store is kept, beside it. */
export interface GlimpseKeep {
  /** Null: there is none, or none that can be read. */
  read(): Promise<Glimpse | null>;
  write(glimpse: Glimpse): Promise<void>;
  /** No byte of it is left when this resolves. */
  clear(): Promise<void>;
}

/** An owner's, in a browser. Written in a dedicated worker by whoever leads; read anywhere. */
export const glimpseOf = (owner: string): GlimpseKeep =>
  hasOpfs() ? new GlimpseFile(owner) : new GlimpseRecord(owner);

const FORM = 'glimpse 1';
const END = 'end';

/** One line for what it is, one for each part, and one that says that it is whole. */
export const glimpseText = ({ place, parts }: Glimpse): string =>
  [FORM, JSON.stringify(place), ...parts.map((part) => JSON.stringify(part)), END].join('\n');

/** Null for what was not written to its end, or by another release in another form. */
export function parseGlimpse(text: string): Glimpse | null {
  const [form, place, ...rest] = text.split('\n');
  if (form !== FORM || place === undefined || rest.pop() !== END) return null;
  try {
    return { place: JSON.parse(place), parts: rest.map((part) => JSON.parse(part)) };
  } catch {
    return null;
  }
}

const FILE = 'glimpse';

/** A file of the origin's private file system: what is deleted there is gone. */
class GlimpseFile implements GlimpseKeep {
  readonly #owner: string;

  constructor(owner: string) {
    this.#owner = folderOf(owner);
  }

  async read(): Promise<Glimpse | null> {
    try {
      const file = await (await this.#folder()).getFileHandle(FILE);
      return parseGlimpse(await (await file.getFile()).text());
    } catch {
      return null;
    }
  }

  async write(glimpse: Glimpse): Promise<void> {
    const file: SyncFileHandle = await (await this.#folder()).getFileHandle(FILE, { create: true });
    const handle = await file.createSyncAccessHandle?.();
    if (!handle) return;
    try {
      handle.truncate(0);
      handle.write(new TextEncoder().encode(glimpseText(glimpse)), { at: 0 });
      handle.flush();
    } finally {
      handle.close();
    }
  }

  async clear(): Promise<void> {
    const folder = await this.#folder();
    await folder.removeEntry(FILE).catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
    });
  }

  async #folder(): Promise<FileSystemDirectoryHandle> {
    const root = await navigator.storage.getDirectory();
    const stores = await root.getDirectoryHandle(BROWSER_FOLDER, { create: true });
    return stores.getDirectoryHandle(this.#owner, { create: true });
  }
}

const RECORDS = 'glimpses';

/** A record in IndexedDB, where there are no files. */
class GlimpseRecord implements GlimpseKeep {
  readonly #owner: string;

  constructor(owner: string) {
    this.#owner = owner;
  }

  async read(): Promise<Glimpse | null> {
    try {
      const text = await this.#with('readonly', (records) =>
        resultOf<unknown>(records.get(this.#owner)),
      );
      return typeof text === 'string' ? parseGlimpse(text) : null;
    } catch {
      return null;
    }
  }

  async write(glimpse: Glimpse): Promise<void> {
    const text = glimpseText(glimpse);
    await this.#with('readwrite', (records) => resultOf(records.put(text, this.#owner)));
  }

  async clear(): Promise<void> {
    await this.#with('readwrite', (records) => resultOf(records.delete(this.#owner)));
    await sweepIndexedDb();
  }

  async #with<T>(
    mode: IDBTransactionMode,
    work: (records: IDBObjectStore) => Promise<T>,
  ): Promise<T> {
    const request = indexedDB.open(`sync-${RECORDS}`, 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(RECORDS));
    const database = await resultOf(request);
    try {
      const transaction = database.transaction(RECORDS, mode);
      const [value] = await Promise.all([
        work(transaction.objectStore(RECORDS)),
        doneWith(transaction),
      ]);
      return value;
    } finally {
      database.close();
    }
  }
}
