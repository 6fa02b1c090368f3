import { doneWith, resultOf } from '../browser/idb-request.ts';
import type { DiskNote } from './pglite-disk.ts';

const DATABASE = 'sync-stores';
const NOTES = 'notes';

/** What is remembered of the databases of each owner, in an IndexedDB of its own. */
export class BrowserNotes {
  readonly #owner: string;

  constructor(owner: string) {
    this.#owner = owner;
  }

  read(): Promise<DiskNote | null> {
    return withNotes('readonly', async (notes) => {
      const note = await resultOf<DiskNote | undefined>(notes.get(this.#owner));
      return note ?? null;
    });
  }

  write(note: DiskNote): Promise<void> {
    return withNotes('readwrite', async (notes) => {
      await resultOf(notes.put(note, this.#owner));
    });
  }

  remove(): Promise<void> {
    return withNotes('readwrite', (notes) => resultOf(notes.delete(this.#owner)));
  }
}

async function withNotes<T>(
  mode: IDBTransactionMode,
  work: (notes: IDBObjectStore) => Promise<T>,
): Promise<T> {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(NOTES));
  const database = await resultOf(request);
  try {
    const transaction = database.transaction(NOTES, mode, { durability: 'strict' });
    const done = doneWith(transaction);
    const [value] = await Promise.all([work(transaction.objectStore(NOTES)), done]);
    return value;
  } finally {
    database.close();
  }
}
