import type {
  Journal,
  JournalEntry,
  JournalImage,
  SettledEntry,
} from '@frontdesk/sync/engine/journal';
import type { SteppedCalls } from './stepped-calls.ts';

/** A journal whose transactions take their turns: an engine may die before one, after it, or before it hears of it. */
export class SteppedJournal implements Journal {
  readonly durable: boolean;
  readonly #journal: Journal;
  readonly #calls: SteppedCalls;

  readonly #onRemove: (uids: readonly string[]) => void;

  constructor(journal: Journal, calls: SteppedCalls, onRemove: (uids: readonly string[]) => void) {
    this.#onRemove = onRemove;
    this.durable = journal.durable;
    this.#journal = journal;
    this.#calls = calls;
  }

  open(newReplicaId: () => string): Promise<JournalImage> {
    return this.#calls.call('journal: open', null, async () =>
      structuredClone(await this.#journal.open(newReplicaId)),
    );
  }

  append(entries: readonly JournalEntry[]): Promise<void> {
    const own = structuredClone(entries);
    return this.#calls.call('journal: append', own, () => this.#journal.append(own));
  }

  settle(settled: readonly SettledEntry[]): Promise<void> {
    const own = structuredClone(settled);
    return this.#calls.call('journal: settle', own, () => this.#journal.settle(own));
  }

  renumber(image: Pick<JournalImage, 'replicaId' | 'nextMid' | 'entries'>): Promise<void> {
    const own = structuredClone(image);
    return this.#calls.call('journal: renumber', own, () => this.#journal.renumber(own));
  }

  remove(uids: readonly string[]): Promise<void> {
    return this.#calls.call('journal: remove', uids, () => {
      this.#onRemove(uids);
      return this.#journal.remove([...uids]);
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
