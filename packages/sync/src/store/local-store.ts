import type { Change, Cursor, MutationResult, ScopeSum } from '@frontdesk/core/sync-protocol';
import type { LoadTarget } from './confirmed-rows.ts';
import type { ReplicaRow } from './rows.ts';

/** A page's rows, already cut to the scopes that are held. */
export type StorePage = {
  readonly seq: number;
  readonly rows: Readonly<Record<string, readonly ReplicaRow[]>>;
  /** On the first page of a whole load: rows outside these scopes go at once. */
  readonly onlyScopes: readonly string[] | null;
};

/** One thing that happens to confirmed rows; the store and every tab apply the same edits in the same order. */
export type RowEdit =
  | {
      readonly type: 'frame';
      readonly changes: readonly Change[];
      /** Scopes whose rows go in this step. */
      readonly revoked: readonly string[];
    }
  /** The rows of `target` are about to come anew; they stay readable until `end_load` sweeps what did not come. */
  | { readonly type: 'begin_load'; readonly target: LoadTarget }
  | { readonly type: 'page'; readonly page: StorePage }
  | { readonly type: 'end_load' };

/** Where the engine stands, written in the same transaction as the rows that brought it there (I3). */
export type Place = {
  /** Null while the first page of a whole load is awaited. */
  readonly cursor: Cursor | null;
  /** The engine's own state of scopes and loads: JSON that only the engine reads. */
  readonly session: unknown;
};

/** What came of a mutation, kept with the rows until the journal has it too (rule 8). */
export type StoredResult = {
  readonly uid: string;
  readonly result: MutationResult;
  readonly seq: number;
  /** Under whose numbers it was sent. */
  readonly replicaId: string;
};

export type StoreCommit = {
  readonly edits: readonly RowEdit[];
  readonly place: Place;
  readonly settled: readonly StoredResult[];
  /** Results that the journal has by now: forgotten here. */
  readonly noted: readonly string[];
  /** The rest of a page follows: need not outlive the process before the next commit that is no part. */
  readonly isPart?: true;
};

export type OpenedStore = {
  /** Null: there is nothing, or nothing that can be used. */
  readonly place: Place | null;
  readonly settled: readonly StoredResult[];
};

/** Rows with the place in the log that they are from; -1 while there is no cursor. */
export type RowsAt = {
  readonly seq: number;
  readonly rows: Readonly<Record<string, readonly ReplicaRow[]>>;
};

export type LocalSearch = {
  /** As the user typed it. */
  readonly text: string;
  readonly kind: string;
  readonly limit: number;
};

/** The newest hits, newest first ({@link SearchText.at}); equal ones by id, descending. */
export type LocalHits = {
  readonly rows: readonly { readonly entity: string; readonly row: ReplicaRow }[];
};

/** Which rows are summed up: those of some entities, or those that changed after a place in the log. */
export type SummedRows = { readonly entities: readonly string[] } | { readonly above: number };

/**
 * The confirmed rows of this replica, and nothing else (I2): never an optimistic row. A cache: whatever goes wrong
 * with it is healed by throwing it away and asking the server again. Calls are answered in the order in which
 * they are made; a commit is whole or not at all. Any call may reject when the storage fails: the engine then
 * goes on without this store.
 */
export interface LocalStore {
  readonly kind: 'memory' | 'pglite';
  open(): Promise<OpenedStore>;
  commit(commit: StoreCommit): Promise<void>;
  /** Rows that every tab holds ({@link LocalRules}), in parts of at most some 500 rows, all of one place. */
  hot(part: (rows: RowsAt) => void): Promise<void>;
  /** Every row of a window. */
  group(group: string): Promise<RowsAt>;
  search(search: LocalSearch): Promise<LocalHits>;
  /** Checksums by scope and entity (`row-sum.ts`), sorted by both. */
  sums(rows: SummedRows): Promise<readonly ScopeSum[]>;
  /** Makes sure that no byte of rows deleted before this call is left in the storage (rule 14). */
  purge(): Promise<void>;
  close(): Promise<void>;
}
