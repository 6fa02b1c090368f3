import type { Cursor, ScopeSum } from '@frontdesk/core/sync-protocol';
import type { LocalRules } from '@frontdesk/sync/store/local-rules';
import type {
  LocalHits,
  LocalSearch,
  LocalStore,
  OpenedStore,
  RowEdit,
  RowsAt,
  StoreCommit,
  SummedRows,
} from '@frontdesk/sync/store/local-store';
import { MemoryStore } from '@frontdesk/sync/store/memory-store';
import type { Chance } from './chance.ts';
import type { SteppedCalls } from './stepped-calls.ts';

/** A browser's confirmed rows on its disk. Whoever opens it last has it; the handles of those before are void. */
export interface StoreDisk {
  readonly kind: LocalStore['kind'];
  open(): Promise<LocalStore>;
  /** The process that had it open died: what was not flushed may be gone, but what is there is whole commits from the first on. */
  crash(): Promise<void>;
  /** Commits were lost: whoever had read them may be ahead of the disk until the engine is current again. */
  isBehind: boolean;
  /** Evicted by the browser, or found to be corrupt. */
  lose(): Promise<void>;
  /** Scopes that a committed revocation has left rows of: none, ever. */
  readonly leftBehind: string[];
  /** What the last handle shows; for the oracle. */
  current(): LocalStore | undefined;
  /** The cursor of the last commit, null where there is none. */
  place(): Cursor | null;
  close(): Promise<void>;
}

/** Memory that survives its process: the commits so far, made again by whoever opens it. */
export class MemoryStoreDisk implements StoreDisk {
  readonly kind = 'memory';
  readonly leftBehind: string[] = [];
  isBehind = false;
  readonly #rules: LocalRules;
  readonly #chance: Chance;
  #commits: StoreCommit[] = [];
  #flushed = 0;
  #handle = 0;
  #store: LocalStore | undefined;

  constructor(rules: LocalRules, chance: Chance) {
    this.#rules = rules;
    this.#chance = chance;
  }

  async open(): Promise<LocalStore> {
    this.#handle += 1;
    const handle = this.#handle;
    const store = new MemoryStore(this.#rules);
    for (const commit of this.#commits) await store.commit(commit);
    this.#store = store;
    const isMine = (): boolean => handle === this.#handle;
    return guarded(store, isMine, async (commit) => {
      await store.commit(commit);
      this.#commits.push(commit);
      this.leftBehind.push(...(await scopesLeft(store, commit)));
      if (this.#chance.flip(0.3)) this.#flushed = this.#commits.length;
    });
  }

  async crash(): Promise<void> {
    this.#handle += 1;
    const unflushed = this.#commits.length - this.#flushed;
    this.isBehind ||= unflushed > 0;
    this.#commits.length = this.#flushed + this.#chance.below(unflushed + 1);
    this.#flushed = this.#commits.length;
  }

  async lose(): Promise<void> {
    this.#handle += 1;
    this.#commits = [];
    this.#flushed = 0;
    this.isBehind = true;
    this.#store = undefined;
  }

  current(): LocalStore | undefined {
    return this.#store;
  }

  place(): Cursor | null {
    return this.#commits.at(-1)?.place.cursor ?? null;
  }

  async close(): Promise<void> {}
}

/** A handle that somebody else's has taken the place of is refused everything. */
export function guarded(
  store: LocalStore,
  isMine: () => boolean,
  commit: (commit: StoreCommit) => Promise<void>,
): LocalStore {
  const mine = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!isMine()) throw new Error('the files are open elsewhere');
    return work();
  };
  return {
    kind: store.kind,
    open: () => mine(() => store.open()),
    commit: (one) => mine(() => commit(one)),
    hot: (part) => mine(() => store.hot(part)),
    group: (group) => mine(() => store.group(group)),
    search: (search) => mine(() => store.search(search)),
    sums: (rows) => mine(() => store.sums(rows)),
    purge: () => mine(() => store.purge()),
    close: () => store.close(),
  };
}

/** I6: scopes that a frame ends and nothing after it brings again, and that have rows all the same. */
export async function scopesLeft(store: LocalStore, { edits }: StoreCommit): Promise<string[]> {
  const ended = new Set<string>();
  for (const edit of edits) {
    for (const scope of edit.type === 'frame' ? edit.revoked : []) ended.add(scope);
    for (const scope of broughtBy(edit)) ended.delete(scope);
  }
  if (ended.size === 0) return [];
  const sums = await store.sums({ above: -1 });
  return [...ended].filter((scope) => sums.some(({ scopeId }) => scopeId === scope));
}

function broughtBy(edit: RowEdit): string[] {
  if (edit.type === 'page')
    return Object.values(edit.page.rows).flatMap((rows) => rows.map(scopeOf));
  return edit.type === 'frame' ? edit.changes.filter(({ op }) => op === 'U').map(scopeOf) : [];
}

const scopeOf = ({ scopeId }: { readonly scopeId: string }): string => scopeId;

/** A store whose calls take their turns. */
export class SteppedStore implements LocalStore {
  readonly kind: LocalStore['kind'];
  readonly #opening: () => Promise<LocalStore>;
  readonly #calls: SteppedCalls;
  #store: LocalStore | undefined;

  constructor(kind: LocalStore['kind'], opening: () => Promise<LocalStore>, calls: SteppedCalls) {
    this.kind = kind;
    this.#opening = opening;
    this.#calls = calls;
  }

  open(): Promise<OpenedStore> {
    return this.#calls.call('store: open', null, async () => {
      this.#store = await this.#opening();
      return this.#store.open();
    });
  }

  commit(commit: StoreCommit): Promise<void> {
    return this.#with((store) => store.commit(structuredClone(commit)), commit);
  }

  async hot(part: (rows: RowsAt) => void): Promise<void> {
    const parts = await this.#with(async (store) => {
      const read: RowsAt[] = [];
      await store.hot((rows) => read.push(structuredClone(rows)));
      return read;
    });
    for (const rows of parts) part(rows);
  }

  group(group: string): Promise<RowsAt> {
    return this.#with(async (store) => structuredClone(await store.group(group)));
  }

  search(search: LocalSearch): Promise<LocalHits> {
    return this.#with((store) => store.search(search));
  }

  sums(rows: SummedRows): Promise<readonly ScopeSum[]> {
    return this.#with((store) => store.sums(rows));
  }

  purge(): Promise<void> {
    return this.#with((store) => store.purge());
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #with<T>(work: (store: LocalStore) => Promise<T>, commit?: StoreCommit): Promise<T> {
    return this.#calls.call(commit ? 'store: commit' : 'store: read', commit, async () => {
      if (!this.#store) throw new Error('the store is not open');
      return work(this.#store);
    });
  }
}
