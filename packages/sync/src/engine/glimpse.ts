import type { Place, RowsAt } from '../store/local-store.ts';

/** What a store held when it was last looked at, quicker to read than the store is to open. May be older than the store. */
export type Glimpse = {
  readonly place: Place;
  /** Rows that every tab holds, in parts of some 500. */
  readonly parts: readonly RowsAt['rows'][];
};
