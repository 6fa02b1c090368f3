import type {
  LocalHits,
  LocalSearch,
  LocalStore,
  OpenedStore,
  RowsAt,
  StoreCommit,
  SummedRows,
} from '../../store/local-store.ts';

/** A store whose calls fail, or wait, when a test wants it; what it has committed can be looked at. */
export class FaultyStore implements LocalStore {
  readonly kind;
  readonly #store: LocalStore;
  readonly commits: StoreCommit[] = [];
  readonly calls: string[] = [];
  failsAt: 'open' | 'commit' | 'read' | null = null;
  /** Opening waits for this. */
  opens: Promise<void> = Promise.resolve();
  /** Commits wait for this. */
  gate: Promise<void> = Promise.resolve();

  constructor(store: LocalStore) {
    this.#store = store;
    this.kind = store.kind;
  }

  async open(): Promise<OpenedStore> {
    await this.opens;
    this.#call('open');
    return this.#store.open();
  }

  async commit(commit: StoreCommit): Promise<void> {
    await this.gate;
    this.#call('commit');
    await this.#store.commit(commit);
    this.commits.push(commit);
  }

  async hot(part: (rows: RowsAt) => void): Promise<void> {
    this.#call('read');
    await this.#store.hot(part);
  }

  async group(group: string): Promise<RowsAt> {
    this.#call('read');
    return this.#store.group(group);
  }

  async search(search: LocalSearch): Promise<LocalHits> {
    this.#call('read');
    return this.#store.search(search);
  }

  async sums(rows: SummedRows): ReturnType<LocalStore['sums']> {
    return this.#store.sums(rows);
  }

  async purge(): Promise<void> {
    this.calls.push('purge');
  }

  async close(): Promise<void> {
    this.calls.push('close');
  }

  #call(name: 'open' | 'commit' | 'read'): void {
    this.calls.push(name);
    if (this.failsAt === name) throw new Error(`the store fails at ${name}`);
  }
}
