import type { ScopeSum } from '@frontdesk/core/sync-protocol';
import type {
  LocalHits,
  LocalSearch,
  LocalStore,
  OpenedStore,
  RowsAt,
  StoreCommit,
  SummedRows,
} from './local-store.ts';

/**
 * A store that is made anew answers from memory until it has taken in all that came meanwhile: to make one takes seconds, and
 * the first conversation is opened before. What it has not written yet when its process ends comes again from the server.
 */
export class WarmingStore implements LocalStore {
  readonly #store: LocalStore;
  readonly #makeMemory: () => LocalStore;
  /** Holds the same rows as the store will, as long as that is behind. */
  #memory: LocalStore | null = null;
  #behind = 0;
  /** One commit at a time: a call that waits for many others would pass for one that hangs. */
  #turn: Promise<void> = Promise.resolve();
  #isClosed = false;
  #failure: { readonly error: unknown } | null = null;

  constructor(store: LocalStore, makeMemory: () => LocalStore) {
    this.#store = store;
    this.#makeMemory = makeMemory;
  }

  get kind(): LocalStore['kind'] {
    return this.#store.kind;
  }

  async open(): Promise<OpenedStore> {
    const opened = await this.#store.open();
    if (opened.place) return opened;
    this.#memory = this.#makeMemory();
    await this.#memory.open();
    return opened;
  }

  async commit(commit: StoreCommit): Promise<void> {
    if (this.#failure) throw this.#failure.error;
    if (!this.#memory) return this.#store.commit(commit);
    this.#behind += 1;
    this.#turn = this.#turn.then(() => this.#write(commit));
    return this.#memory.commit(commit);
  }

  hot(part: (rows: RowsAt) => void): Promise<void> {
    return this.#reader.hot(part);
  }

  group(group: string): Promise<RowsAt> {
    return this.#reader.group(group);
  }

  search(search: LocalSearch): Promise<LocalHits> {
    return this.#reader.search(search);
  }

  sums(rows: SummedRows): Promise<readonly ScopeSum[]> {
    return this.#reader.sums(rows);
  }

  async purge(): Promise<void> {
    await this.#turn;
    return this.#store.purge();
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return this.#store.close();
  }

  get #reader(): LocalStore {
    return this.#memory ?? this.#store;
  }

  async #write(commit: StoreCommit): Promise<void> {
    if (this.#isClosed || this.#failure) return;
    try {
      await this.#store.commit(commit);
      this.#behind -= 1;
      if (this.#behind === 0) this.#memory = null;
    } catch (error) {
      this.#failure = { error };
    }
  }
}
