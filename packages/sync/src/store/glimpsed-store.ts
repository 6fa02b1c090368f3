import type { ScopeSum } from '@frontdesk/core/sync-protocol';
import type { Clock } from '../engine/clock.ts';
import type { Glimpse } from '../engine/glimpse.ts';
import type { GlimpseKeep } from './glimpse-keep.ts';
import type {
  LocalHits,
  LocalSearch,
  LocalStore,
  OpenedStore,
  Place,
  RowsAt,
  StoreCommit,
  SummedRows,
} from './local-store.ts';

/** A look is taken so long after a change, and so long after the last look, in ms: it reads all hot rows. */
const LOOK_AFTER_MS = 5_000;
const LOOK_AGAIN_AFTER_MS = 30_000;

/** Windows whose rows a glimpse holds beside the hot ones: those that were opened last. */
const WINDOWS = 50;

export type GlimpsedStoreOptions = {
  readonly store: LocalStore;
  readonly keep: GlimpseKeep;
  readonly clock: Clock;
};

/**
 * A store that is looked at from time to time, so that the next start has something to show before it is open. One in
 * memory starts from its glimpse itself: with its rows but without a cursor, since it may not be all that was there. A
 * glimpse is a convenience: that it cannot be written or read is no failure of the store.
 */
export class GlimpsedStore implements LocalStore {
  readonly #store: LocalStore;
  readonly #keep: GlimpseKeep;
  readonly #clock: Clock;
  readonly #windows = new Set<string>();
  #place: Place | null = null;
  #cancelLook: (() => void) | null = null;
  #kept: Promise<void> = Promise.resolve();
  #era = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor({ store, keep, clock }: GlimpsedStoreOptions) {
    this.#store = store;
    this.#keep = keep;
    this.#clock = clock;
  }

  get kind(): LocalStore['kind'] {
    return this.#store.kind;
  }

  async open(): Promise<OpenedStore> {
    const opened = await this.#store.open();
    this.#place = opened.place;
    if (opened.place || this.kind !== 'memory') return opened;
    const glimpse = await this.#keep.read().catch(() => null);
    if (!glimpse) return opened;
    await this.#store.commit(startFrom(glimpse));
    return this.#store.open();
  }

  async commit(commit: StoreCommit): Promise<void> {
    // Before the rows themselves go, so that no end of this leaves them behind here.
    if (takesScopes(commit)) await this.#forget();
    await this.#store.commit(commit);
    this.#place = commit.place;
    this.#lookLater();
  }

  hot(part: (rows: RowsAt) => void): Promise<void> {
    return this.#store.hot(part);
  }

  group(group: string): Promise<RowsAt> {
    this.#windows.delete(group);
    this.#windows.add(group);
    const [oldest] = this.#windows;
    if (oldest !== undefined && this.#windows.size > WINDOWS) this.#windows.delete(oldest);
    return this.#store.group(group);
  }

  search(search: LocalSearch): Promise<LocalHits> {
    return this.#store.search(search);
  }

  sums(rows: SummedRows): Promise<readonly ScopeSum[]> {
    return this.#store.sums(rows);
  }

  async purge(): Promise<void> {
    await this.#forget();
    await this.#store.purge();
  }

  async close(): Promise<void> {
    if (this.#cancelLook) {
      this.#cancelLook();
      await this.#look();
    }
    await this.#store.close();
  }

  /** From here on no look that has begun is kept. */
  #forget(): Promise<void> {
    this.#era += 1;
    return this.#keeping(() => this.#keep.clear());
  }

  /** One after another: a file that is being written cannot be removed. */
  #keeping(work: () => Promise<void>): Promise<void> {
    const done = this.#kept.then(work);
    this.#kept = done.catch(() => undefined);
    return done;
  }

  #lookLater(): void {
    if (this.#cancelLook) return;
    const since = this.#clock.now() - this.#lookedAt;
    const wait = Math.max(LOOK_AFTER_MS, LOOK_AGAIN_AFTER_MS - since);
    this.#cancelLook = this.#clock.after(wait, () => void this.#look());
  }

  async #look(): Promise<void> {
    this.#cancelLook = null;
    this.#lookedAt = this.#clock.now();
    const place = this.#place;
    if (!place) return;
    const era = this.#era;
    try {
      const parts: RowsAt['rows'][] = [];
      await this.#store.hot(({ rows }) => parts.push(rows));
      // Only a store in memory has nothing else to show a window from.
      const windows = this.kind === 'memory' ? [...this.#windows] : [];
      for (const window of windows) parts.push((await this.#store.group(window)).rows);
      if (this.#era === era) await this.#keeping(() => this.#keep.write({ place, parts }));
    } catch {
      // The store's next call says what is wrong with it.
    }
  }
}

const takesScopes = ({ edits }: StoreCommit): boolean =>
  edits.some(
    (edit) =>
      (edit.type === 'frame' && edit.revoked.length > 0) ||
      (edit.type === 'page' && edit.page.onlyScopes !== null),
  );

/** Rows count as old as the place that they are from; the whole load that follows keeps them until it ends. */
function startFrom({ place, parts }: Glimpse): StoreCommit {
  const seq = place.cursor?.seq ?? 0;
  return {
    edits: parts.map((rows) => ({ type: 'page', page: { seq, rows, onlyScopes: null } })),
    place: { cursor: null, session: place.session },
    settled: [],
    noted: [],
  };
}
