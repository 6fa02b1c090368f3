import { StandDown, type Journal, type JournalImage } from '../engine/journal.ts';
import { MemoryJournal } from '../engine/memory-journal.ts';
import { IndexedDbJournal } from './indexed-db-journal.ts';

/** What browsers say that keep nothing for this page: private windows, storage switched off by its user. */
const REFUSALS = ['InvalidStateError', 'NotSupportedError', 'SecurityError'];

/**
 * The journal of this owner. Where the browser keeps nothing, work lives as long as the worker, and the journal says
 * so; where it should and fails, nothing is taken that would be lost (rule 89).
 */
export async function openJournal(owner: string): Promise<Journal> {
  try {
    return await IndexedDbJournal.connect(owner);
  } catch (error) {
    const isRefused =
      error instanceof ReferenceError ||
      (error instanceof DOMException && REFUSALS.includes(error.name));
    return isRefused ? new MemoryJournal() : new BrokenJournal(owner, error);
  }
}

/** The journal's database is there and cannot be opened now: what is in it is safe, and nothing can be added. */
class BrokenJournal implements Journal {
  readonly durable = true;
  readonly #owner: string;
  readonly #reason: unknown;

  constructor(owner: string, reason: unknown) {
    this.#owner = owner;
    this.#reason = reason;
  }

  async open(newReplicaId: () => string): Promise<JournalImage> {
    return { replicaId: newReplicaId(), term: 0, nextMid: 1, entries: [] };
  }

  append(): Promise<void> {
    return this.#fail();
  }

  settle(): Promise<void> {
    return this.#fail();
  }

  renumber(): Promise<void> {
    return this.#fail();
  }

  remove(): Promise<void> {
    return this.#fail();
  }

  async close(): Promise<void> {
    // Nothing is open.
  }

  /** Once the database opens again, another worker begins with all that is in it. */
  async #fail(): Promise<never> {
    const journal = await IndexedDbJournal.connect(this.#owner).catch(() => null);
    await journal?.close();
    throw journal ? new StandDown('the journal can be opened again') : this.#reason;
  }
}
