import type { ScopeSum } from '@frontdesk/core/sync-protocol';
import type { Clock } from '../engine/clock.ts';
import type { Port } from '../tabs/port.ts';
import type {
  LocalHits,
  LocalSearch,
  LocalStore,
  OpenedStore,
  RowsAt,
  StoreCommit,
  SummedRows,
} from './local-store.ts';
import type { FromStore, StoreCall, ToStore } from './store-protocol.ts';

/** The slowest of calls, a purge of a large replica on a slow phone, is well below this, in ms. */
const ANSWER_WITHIN_MS = 60_000;

export type RemoteStoreOptions = {
  readonly port: Port<ToStore, FromStore>;
  readonly clock: Clock;
  /** The worker is of no use any more: it hangs, or it was asked to close. */
  readonly end: () => void;
};

type Waiting = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: Error) => void;
  readonly part: ((rows: RowsAt) => void) | null;
  readonly calm: () => void;
};

/** A store in a worker of its own. When that dies or hangs every call rejects, now and from then on. */
export class RemoteStore implements LocalStore {
  readonly kind = 'pglite';
  readonly #options: RemoteStoreOptions;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #death: Error | null = null;

  constructor(options: RemoteStoreOptions) {
    this.#options = options;
    options.port.listen((said) => this.#hear(said));
  }

  open(): Promise<OpenedStore> {
    return this.#ask({ name: 'open' });
  }

  commit(commit: StoreCommit): Promise<void> {
    return this.#ask({ name: 'commit', commit });
  }

  hot(part: (rows: RowsAt) => void): Promise<void> {
    return this.#ask({ name: 'hot' }, part);
  }

  group(group: string): Promise<RowsAt> {
    return this.#ask({ name: 'group', group });
  }

  search(search: LocalSearch): Promise<LocalHits> {
    return this.#ask({ name: 'search', search });
  }

  sums(rows: SummedRows): Promise<readonly ScopeSum[]> {
    return this.#ask({ name: 'sums', rows });
  }

  purge(): Promise<void> {
    return this.#ask({ name: 'purge' });
  }

  async close(): Promise<void> {
    if (this.#death) return;
    try {
      await this.#ask({ name: 'close' });
    } finally {
      this.died('closed');
    }
  }

  /** To be told by whoever sees the worker fail. */
  died(reason: string): void {
    if (this.#death) return;
    this.#death = new Error(`the store's worker is gone: ${reason}`);
    this.#options.port.close();
    this.#options.end();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject, calm } of waiting) {
      calm();
      reject(this.#death);
    }
  }

  #ask<T>(call: StoreCall, part: Waiting['part'] = null): Promise<T> {
    if (this.#death) return Promise.reject(this.#death);
    this.#last += 1;
    const id = this.#last;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const calm = this.#options.clock.after(ANSWER_WITHIN_MS, () => {
      this.died(`no answer to ${call.name}`);
    });
    this.#waiting.set(id, { resolve, reject, part, calm });
    this.#options.port.post({ id, call });
    // What a call answers is what the other side's store answered to it.
    return promise as Promise<T>;
  }

  #hear(said: FromStore): void {
    const waiting = this.#waiting.get(said.id);
    if (!waiting) return;
    if ('part' in said) {
      waiting.part?.(said.part);
      return;
    }
    this.#waiting.delete(said.id);
    waiting.calm();
    if ('error' in said) waiting.reject(new Error(said.error));
    else waiting.resolve(said.value);
  }
}
