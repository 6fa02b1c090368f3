import type { Clock } from '../engine/clock.ts';
import type { LocalHits, LocalSearch } from '../store/local-store.ts';
import type { ToEngine } from '../tabs/tab-protocol.ts';

/** A leader that has not answered by then is not waited for: the caller has other ways to search. */
const ANSWER_WITHIN_MS = 3_000;

type Asked = {
  readonly search: LocalSearch;
  readonly resolve: (hits: LocalHits | null) => void;
  readonly cancel: () => void;
};

/** Questions to the leader's store: each is answered once, with null where nobody can tell. */
export class Searches {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #post: (message: ToEngine) => void;
  readonly #asked = new Map<number, Asked>();
  #last = 0;

  constructor(clock: Pick<Clock, 'after'>, post: (message: ToEngine) => void) {
    this.#clock = clock;
    this.#post = post;
  }

  ask(search: LocalSearch): Promise<LocalHits | null> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ANSWER_WITHIN_MS, () => this.found(id, null));
      this.#asked.set(id, { search, resolve, cancel });
      this.#post({ type: 'search', id, search });
    });
  }

  /** Another leader answers from now on. */
  askAgain(): void {
    for (const [id, { search }] of this.#asked) this.#post({ type: 'search', id, search });
  }

  found(id: number, hits: LocalHits | null): void {
    const asked = this.#asked.get(id);
    if (!asked) return;
    this.#asked.delete(id);
    asked.cancel();
    asked.resolve(hits);
  }

  close(): void {
    for (const id of this.#asked.keys()) this.found(id, null);
  }
}
