import { StandDown } from '../engine/journal.ts';
import { doneWith } from './idb-request.ts';
import { createStores, JOURNAL_FORMAT, type JournalStores } from './journal-records.ts';

/** One batch's transaction; what it answers counts once the transaction is on the disk. */
type Job = {
  readonly work: (stores: JournalStores) => Promise<unknown>;
  readonly done: (value: unknown) => void;
  readonly failed: (reason: unknown) => void;
};

/** How long a browser may take to read one record before its connection is taken for dead, in ms. */
const PROBE_WITHIN_MS = 2_000;

/** Of a batch whose connection is lost under it each time. */
const MOST_ATTEMPTS = 3;

const prefix = 'sync-journal:';

export const databaseName = (owner: string): string => `${prefix}${owner}`;

/** The owner whose journal a database is; undefined for any other database. */
export const ownerOf = (database: string): string | undefined =>
  database.startsWith(prefix) ? database.slice(prefix.length) : undefined;

/** The connection ended under a transaction: whether that was written is not known. */
class Lost extends Error {
  override readonly name = 'Lost';
}

/**
 * The journal's database, whatever becomes of the connection to it: browsers drop those of pages in the background
 * (WebKit without an event), and a write after that must find a new one. While one transaction is being written the
 * next batch collects, so that a burst costs two waits for the disk and not one for each.
 */
export class JournalDatabase {
  readonly #owner: string;
  #connection: Connection;
  #queue: Job[] = [];
  #isWriting = false;
  #isClosed = false;
  /** A write was given up that may be on the disk even so: the next one has to put that right. */
  isUncertain = false;

  private constructor(owner: string, connection: Connection) {
    this.#owner = owner;
    this.#connection = connection;
  }

  /** Rejects where the browser has or gives no database. */
  static async open(owner: string): Promise<JournalDatabase> {
    return new JournalDatabase(owner, await Connection.open(owner));
  }

  /**
   * Runs `work` in a strictly durable transaction, perhaps one with others. Work must look before it writes and be
   * harmless when it is done twice: after a lost connection it is done again.
   */
  write<T>(work: (stores: JournalStores) => Promise<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(new Error('the journal is closed'));
    if (this.#connection.isDeleted) return Promise.reject(new StandDown('the journal is deleted'));
    return new Promise((resolve, reject) => {
      // What `work` answers is what its own promise wants; between them the job only carries it.
      this.#queue.push({ work, done: resolve as Job['done'], failed: reject });
      if (!this.#isWriting) void this.#writeOut();
    });
  }

  /** Drops the connection if it does not answer, as one that was lost in the background. */
  async probe(): Promise<void> {
    await this.#connection.probe();
  }

  /** After all that was asked before. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.write(async () => undefined).catch(() => undefined);
    this.#isClosed = true;
    this.#connection.close();
  }

  async #writeOut(): Promise<void> {
    this.#isWriting = true;
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      await this.#writeBatch(batch);
    }
    this.#isWriting = false;
  }

  async #writeBatch(batch: readonly Job[]): Promise<void> {
    for (let attempts = 1, wasLost = false; ; attempts += 1) {
      try {
        await this.#attempt(batch);
        return;
      } catch (error) {
        const isLost = error instanceof Lost;
        wasLost ||= isLost;
        if (isLost && attempts < MOST_ATTEMPTS) continue;
        this.isUncertain ||= wasLost;
        for (const job of batch) job.failed(error);
        return;
      }
    }
  }

  async #attempt(batch: readonly Job[]): Promise<void> {
    const connection = await this.#connected();
    const outcomes = await connection.run(async (stores) => {
      const all: (() => void)[] = [];
      for (const job of batch) all.push(await outcomeOf(job, stores));
      return all;
    });
    this.isUncertain = false;
    for (const tell of outcomes) tell();
  }

  async #connected(): Promise<Connection> {
    if (this.#connection.isDeleted) throw new StandDown('the journal is deleted');
    if (this.#connection.isLost) this.#connection = await this.#anew();
    return this.#connection;
  }

  /** A browser that takes its storage away may take the new connection too. */
  async #anew(): Promise<Connection> {
    try {
      return await Connection.open(this.#owner);
    } catch (error) {
      throw isConnectionLoss(error) ? new Lost('no new connection', { cause: error }) : error;
    }
  }
}

/** One that is refused wrote nothing, and does not spoil the others of its batch. */
async function outcomeOf({ work, done, failed }: Job, stores: JournalStores): Promise<() => void> {
  try {
    const value = await work(stores);
    return () => done(value);
  } catch (error) {
    return () => failed(error);
  }
}

class Connection {
  readonly #database: IDBDatabase;
  /** Ends the wait for the transaction that is under way, if there is one. */
  #abandon: (reason: Lost) => void = () => undefined;
  isLost = false;
  /** Another page deletes the database, and answers for what was in it. Losing it is something else. */
  isDeleted = false;

  private constructor(database: IDBDatabase) {
    this.#database = database;
    database.addEventListener('close', () => this.#lose());
    database.addEventListener('versionchange', () => {
      this.isDeleted = true;
      this.#lose();
      database.close();
    });
  }

  static async open(owner: string): Promise<Connection> {
    const request = indexedDB.open(databaseName(owner), JOURNAL_FORMAT);
    request.addEventListener('upgradeneeded', () => createStores(request.result));
    return new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(new Connection(request.result)));
      request.addEventListener('error', () => reject(request.error));
    });
  }

  /** Rejects with {@link Lost} when the connection went, with the storage's error when the transaction failed. */
  async run<T>(work: (stores: JournalStores) => Promise<T>): Promise<T> {
    const transaction = this.#begin('readwrite');
    const done = doneWith(transaction);
    done.catch(() => undefined);
    const abandoned = new Promise<never>((_, reject) => {
      this.#abandon = reject;
    });
    try {
      const result = await Promise.race([within(transaction, work), abandoned]);
      await Promise.race([done, abandoned]);
      return result;
    } catch (error) {
      if (!isConnectionLoss(error)) throw error;
      this.#lose();
      throw new Lost('the connection to the journal was lost', { cause: error });
    }
  }

  async probe(): Promise<void> {
    if (this.isLost) return;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(() => late.reject(new Lost('no answer')), PROBE_WITHIN_MS);
    try {
      const transaction = this.#begin('readonly');
      const answered = doneWith(transaction);
      answered.catch(() => undefined);
      transaction.objectStore('meta').count();
      await Promise.race([answered, late.promise]);
    } catch {
      this.#lose();
      this.#database.close();
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.isLost = true;
    this.#database.close();
  }

  #begin(mode: IDBTransactionMode): IDBTransaction {
    try {
      return this.#database.transaction(['meta', 'entries'], mode, { durability: 'strict' });
    } catch (error) {
      this.#lose();
      throw new Lost('the connection to the journal is closed', { cause: error });
    }
  }

  #lose(): void {
    this.isLost = true;
    this.#abandon(new Lost('the connection to the journal was lost'));
  }
}

async function within<T>(
  transaction: IDBTransaction,
  work: (stores: JournalStores) => Promise<T>,
): Promise<T> {
  const result = await work({
    meta: transaction.objectStore('meta'),
    entries: transaction.objectStore('entries'),
  });
  try {
    transaction.commit();
  } catch {
    // It is over already: why, the transaction itself says.
  }
  return result;
}

/** WebKit says UnknownError "Connection to Indexed Database server lost" (bugs.webkit.org 197050); nothing here aborts. */
const isConnectionLoss = (error: unknown): boolean =>
  error instanceof Lost ||
  (error instanceof DOMException &&
    ['AbortError', 'InvalidStateError', 'UnknownError'].includes(error.name));
