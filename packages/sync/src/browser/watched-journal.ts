import {
  StandDown,
  type Journal,
  type JournalEntry,
  type JournalImage,
  type SettledEntry,
} from '../engine/journal.ts';

/** A journal that also tells its host which term it is, and when that is over. */
export class WatchedJournal implements Journal {
  readonly #journal: Journal;
  readonly #onStandDown: () => void;
  #term: number | null = null;

  constructor(journal: Journal, onStandDown: () => void) {
    this.#journal = journal;
    this.#onStandDown = onStandDown;
  }

  get durable(): boolean {
    return this.#journal.durable;
  }

  /** Null until it is open. */
  get term(): number | null {
    return this.#term;
  }

  async open(newReplicaId: () => string): Promise<JournalImage> {
    const image = await this.#watch(this.#journal.open(newReplicaId));
    this.#term = image.term;
    return image;
  }

  append(entries: readonly JournalEntry[]): Promise<void> {
    return this.#watch(this.#journal.append(entries));
  }

  settle(settled: readonly SettledEntry[]): Promise<void> {
    return this.#watch(this.#journal.settle(settled));
  }

  renumber(image: Omit<JournalImage, 'term'>): Promise<void> {
    return this.#watch(this.#journal.renumber(image));
  }

  remove(uids: readonly string[]): Promise<void> {
    return this.#watch(this.#journal.remove(uids));
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  async #watch<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      if (error instanceof StandDown) this.#onStandDown();
      throw error;
    }
  }
}
