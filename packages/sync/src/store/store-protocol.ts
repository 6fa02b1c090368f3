import type { LocalSearch, RowsAt, StoreCommit, SummedRows } from './local-store.ts';

/** What an engine asks of a store in another worker: the calls of the port, numbered. */
export type StoreCall =
  | { readonly name: 'open' }
  | { readonly name: 'commit'; readonly commit: StoreCommit }
  | { readonly name: 'hot' }
  | { readonly name: 'group'; readonly group: string }
  | { readonly name: 'search'; readonly search: LocalSearch }
  | { readonly name: 'sums'; readonly rows: SummedRows }
  | { readonly name: 'purge' }
  | { readonly name: 'close' };

export type ToStore = { readonly id: number; readonly call: StoreCall };

export type FromStore =
  /** Of `hot`, ahead of its answer. */
  | { readonly id: number; readonly part: RowsAt }
  | { readonly id: number; readonly value: unknown }
  /** Errors cross as what they say: classes do not survive the way. */
  | { readonly id: number; readonly error: string };
