import type { LocalRules } from '../../store/local-rules.ts';
import type { LocalStore, StoreCommit } from '../../store/local-store.ts';
import { MemoryStore } from '../../store/memory-store.ts';

/** What a store has committed, whole or but for the last commits: those that a browser had not written when it died. */
export class CommitLog {
  readonly #rules: LocalRules;
  #commits: StoreCommit[] = [];

  constructor(rules: LocalRules) {
    this.#rules = rules;
  }

  /** The store as a new leader finds it, without the last `lost` commits. */
  async open(lost: number): Promise<LocalStore> {
    const store = new MemoryStore(this.#rules);
    this.#commits = lost > 0 ? this.#commits.slice(0, -lost) : this.#commits;
    const commits = this.#commits;
    for (const commit of commits) await store.commit(commit);
    const commit = store.commit.bind(store);
    return Object.assign(store, {
      commit: async (next: StoreCommit): Promise<void> => {
        // One that a later leader has taken over writes nothing any more.
        if (this.#commits !== commits) throw new Error('another leader has the files');
        commits.push(next);
        await commit(next);
      },
    });
  }

  forget(): void {
    this.#commits = [];
  }

  /** Whoever has it open may not write it any more. */
  lock(): void {
    this.#commits = [...this.#commits];
  }
}
