import type { Clock } from '../engine/clock.ts';
import type { Journal } from '../engine/journal.ts';
import type { LocalStore } from '../store/local-store.ts';

const LOOK_EVERY_MS = 2_000;
/** Within this time nobody can have taken the lead from a worker whose event loop turns, in ms. */
const SURE_FOR_MS = 6_000;

/**
 * Keeps a leader that was asleep (its tab frozen, its machine suspended) from writing to the store of whoever leads
 * by now: the journal, which is asked first, knows the term.
 */
export class Fence {
  readonly #journal: Journal;
  readonly #clock: Clock;
  #sureAt: number;
  /** A question to the journal that is under way: every call waits for it, so that their order stays. */
  #question: Promise<void> | null = null;

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
    this.#sureAt = clock.now();
    this.#lookOn();
  }

  /** Rejects with `StandDown` where the term is over. */
  async check(): Promise<void> {
    // An empty write compares the term.
    await this.#journal.append([]);
    this.#sureAt = this.#clock.now();
  }

  around(store: LocalStore): LocalStore {
    const pass = <T>(call: () => Promise<T>): Promise<T> => this.#pass(call);
    return {
      kind: store.kind,
      open: () => pass(() => store.open()),
      commit: (commit) => pass(() => store.commit(commit)),
      hot: (part) => pass(() => store.hot(part)),
      group: (group) => pass(() => store.group(group)),
      search: (search) => pass(() => store.search(search)),
      sums: (rows) => pass(() => store.sums(rows)),
      purge: () => pass(() => store.purge()),
      close: () => store.close(),
    };
  }

  #pass<T>(call: () => Promise<T>): Promise<T> {
    if (!this.#question && this.#clock.now() - this.#sureAt <= SURE_FOR_MS) return call();
    return (this.#question ?? this.#ask()).then(call);
  }

  #ask(): Promise<void> {
    const question = this.check();
    this.#question = question;
    // Hung on first, so that a call which finds no question comes after those that waited for it.
    const answered = (): void => {
      this.#question = null;
    };
    question.then(answered, answered);
    return question;
  }

  /** As long as this comes in time, nothing has stood still. */
  #lookOn(): void {
    this.#clock.after(LOOK_EVERY_MS, () => {
      const now = this.#clock.now();
      if (now - this.#sureAt <= SURE_FOR_MS) this.#sureAt = now;
      this.#lookOn();
    });
  }
}
