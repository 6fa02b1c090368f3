import { StandDown, type Journal, type SettledEntry } from './journal.ts';
import type { JournalWrite } from './journal-writes.ts';

/**
 * The journal as the engine uses it. New work is written at once; what only tidies up waits for the store's commits, one
 * after another. Nothing here rejects: whoever is told to stand down is told so by `onStandDown`.
 */
export class JournalKeeper {
  readonly #journal: Journal;
  readonly #onStandDown: () => void;
  #tidying: Promise<unknown> = Promise.resolve();

  constructor(journal: Journal, onStandDown: () => void) {
    this.#journal = journal;
    this.#onStandDown = onStandDown;
  }

  get isDurable(): boolean {
    return this.#journal.durable;
  }

  /** Is it on the disk? Numbers are given anew only after what came of earlier ones is noted. */
  write(what: JournalWrite): Promise<boolean> {
    return what.kind === 'append'
      ? this.#try(() => this.#journal.append(what.entries))
      : this.#inTurn(() => this.#journal.renumber(what.image));
  }

  /** Notes what came of entries, once their rows are committed. Until it has, the store keeps that (rule 8). */
  settle(entries: readonly SettledEntry[], committed: Promise<void>): Promise<boolean> {
    return this.#inTurn(async () => {
      await committed;
      await this.#journal.settle(entries);
    });
  }

  forget(uids: readonly string[]): void {
    void this.#inTurn(() => this.#journal.remove(uids));
  }

  /** After everything that was asked before. */
  async close(): Promise<void> {
    await this.#tidying;
    await this.#journal.close().catch(() => undefined);
  }

  #inTurn(work: () => Promise<void>): Promise<boolean> {
    const done = this.#tidying.then(() => this.#try(work));
    this.#tidying = done;
    return done;
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof StandDown) this.#onStandDown();
      return false;
    }
  }
}
