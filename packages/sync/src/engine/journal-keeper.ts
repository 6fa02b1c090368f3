import { StandDown, type Journal, type JournalEntry, type SettledEntry } from './journal.ts';
import type { JournalWrite } from './journal-writes.ts';

export type JournalKeeperOptions = {
  /** The journal has noted what came of these: the store need not remember it any more. */
  readonly onNoted: (uids: readonly string[]) => void;
  /** They are gone from the disk. */
  readonly onForgotten: (uids: readonly string[]) => void;
  readonly onStandDown: () => void;
};

/**
 * The journal as the engine uses it. New work is written at once; what only tidies up waits for the store's commits, one
 * after another. Nothing here rejects: whoever is told to stand down is told so by `onStandDown`.
 */
export class JournalKeeper {
  readonly #journal: Journal;
  readonly #to: JournalKeeperOptions;
  /** What came of entries, and the journal could not note. */
  #unnoted: SettledEntry[] = [];
  /** What is to go from the disk, and the journal could not delete. */
  readonly #unforgotten = new Set<string>();
  #tidying: Promise<unknown> = Promise.resolve();

  constructor(journal: Journal, to: JournalKeeperOptions) {
    this.#journal = journal;
    this.#to = to;
  }

  get isDurable(): boolean {
    return this.#journal.durable;
  }

  /** Is it on the disk? */
  write(what: JournalWrite): Promise<boolean> {
    if (what.kind === 'append') return this.#append(what.entries);
    return this.#inTurn(async () => {
      // Numbers given anew let go of everything else that is not noted.
      await this.#tidy();
      await this.#journal.renumber(what.image);
    });
  }

  /** Notes what came of entries, once their rows are committed. Until it has, the store keeps that (rule 8). */
  settle(entries: readonly SettledEntry[], committed: Promise<void>): void {
    void this.#inTurn(async () => {
      await committed;
      this.#unnoted.push(...entries);
      await this.#tidy();
    });
  }

  /** Deletes entries: what the disk refuses now, with the next write that it takes. */
  forget(uids: readonly string[]): void {
    for (const uid of uids) this.#unforgotten.add(uid);
    void this.#inTurn(() => this.#tidy());
  }

  /** After everything that was asked before. */
  async close(): Promise<void> {
    await this.#tidying;
    await this.#journal.close().catch(() => undefined);
  }

  async #append(entries: readonly JournalEntry[]): Promise<boolean> {
    const isWritten = await this.#try(() => this.#journal.append(entries));
    // A journal that works again takes what it could not note or delete before.
    const isUntidy = this.#unnoted.length + this.#unforgotten.size > 0;
    if (isWritten && isUntidy) void this.#inTurn(() => this.#tidy());
    return isWritten;
  }

  async #tidy(): Promise<void> {
    if (this.#unnoted.length > 0) {
      await this.#journal.settle(this.#unnoted);
      const uids = this.#unnoted.map(({ uid }) => uid);
      this.#unnoted = [];
      this.#to.onNoted(uids);
    }
    if (this.#unforgotten.size > 0) {
      const uids = [...this.#unforgotten];
      await this.#journal.remove(uids);
      for (const uid of uids) this.#unforgotten.delete(uid);
      this.#to.onForgotten(uids);
    }
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
      if (error instanceof StandDown) this.#to.onStandDown();
      return false;
    }
  }
}
