import type { Journal, JournalEntry, JournalImage, SettledEntry } from '../engine/journal.ts';
import { databaseName, JournalDatabase, ownerOf } from './journal-database.ts';
import { JournalMirror } from '../engine/journal-mirror.ts';
import {
  adoptInto,
  appendTo,
  checkTerm,
  type JournalStores,
  type Meta,
  readImage,
  removeFrom,
  renumberIn,
  restoreInto,
  settleIn,
  takeLead,
} from './journal-records.ts';
import { leftWork } from './left-work.ts';
import { sweepIndexedDb } from './sweep-indexed-db.ts';

const NOTHING: JournalImage = { replicaId: '', term: 0, nextMid: 1, entries: [] };

/**
 * The journal in a database of its own, one per owner: nothing else can fill or corrupt it, and its format outlives
 * every build. What earlier builds, and tabs that worked alone, left unsent is taken over when it opens.
 */
export class IndexedDbJournal implements Journal {
  readonly durable = true;
  readonly #owner: string;
  readonly #database: JournalDatabase;
  #term = 0;
  #mirror = new JournalMirror(NOTHING);

  private constructor(owner: string, database: JournalDatabase) {
    this.#owner = owner;
    this.#database = database;
  }

  /** Rejects where the browser has or gives no database. */
  static async connect(owner: string): Promise<IndexedDbJournal> {
    return new IndexedDbJournal(owner, await JournalDatabase.open(owner));
  }

  async open(newReplicaId: () => string): Promise<JournalImage> {
    await this.#database.write(async (stores) => {
      this.#term = await takeLead(stores, newReplicaId);
      this.#mirror = new JournalMirror(await readImage(stores));
    });
    for await (const { entries, forget } of leftWork(this.#owner)) {
      await this.#write(async (stores, meta) => {
        await adoptInto(stores, meta, entries);
        this.#mirror = new JournalMirror(await readImage(stores));
      });
      await forget();
    }
    void sweepIndexedDb();
    return this.#mirror.image;
  }

  async append(entries: readonly JournalEntry[]): Promise<void> {
    await this.#write((stores, meta) => appendTo(stores, meta, entries));
    this.#mirror.append(entries);
  }

  async settle(settled: readonly SettledEntry[]): Promise<void> {
    await this.#write((stores) => settleIn(stores, settled));
    this.#mirror.settle(settled);
  }

  async renumber(image: Omit<JournalImage, 'term'>): Promise<void> {
    await this.#write((stores, meta) => renumberIn(stores, meta, image));
    this.#mirror.renumber(image);
  }

  async remove(uids: readonly string[]): Promise<void> {
    await this.#write(async (stores) => removeFrom(stores, uids));
    this.#mirror.remove(uids);
    void sweepIndexedDb();
  }

  /**
   * Asks whether the storage still answers and this leader still leads, as after the page was hidden: a connection
   * that the browser dropped meanwhile is opened anew before anything is written. Rejects as a write does.
   */
  async check(): Promise<void> {
    await this.#database.probe();
    await this.#write(async () => undefined);
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  #write(work: (stores: JournalStores, meta: Meta) => Promise<void>): Promise<void> {
    return this.#database.write(async (stores) => {
      const meta = await checkTerm(stores, this.#term);
      const isAsTold = meta !== null && !this.#database.isUncertain;
      await work(stores, isAsTold ? meta : restoreInto(stores, this.#mirror.image));
    });
  }
}

/**
 * Forgets a user's work in this browser, sent or not, also what tabs that worked alone have. Whoever has a journal of it
 * open stands down.
 */
export async function deleteJournal(owner: string): Promise<void> {
  await deleteDatabase(databaseName(owner));
  const names = (await indexedDB.databases()).map(({ name = '' }) => name);
  const ofTabs = names.filter((name) => ownerOf(name)?.startsWith(`${owner}#`));
  await Promise.all(ofTabs.map(deleteDatabase));
}

function deleteDatabase(name: string): Promise<void> {
  const request = indexedDB.deleteDatabase(name);
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve());
    request.addEventListener('error', () => reject(request.error));
  });
}
