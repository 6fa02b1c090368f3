import type { ReplicaRow } from './rows.ts';

/** What a row is found by, as the app says. */
export type SearchText = {
  /** Hits of one kind are searched and listed together: 'message', 'contact' … */
  readonly kind: string;
  readonly text: string;
  /**
   * Orders hits, the greatest first, compared byte by byte; equal ones by id, descending. The server orders by ids that
   * grow with time: hits that are to stand as there have that id here.
   */
  readonly at: string;
};

/**
 * How the app's rows are kept in this browser. Depends on the row alone, so that the store, the engine and
 * every tab come to the same answer.
 */
export type LocalRules = {
  /**
   * The window that a row belongs to: such rows are in a tab's memory only while the tab holds the window (rule
   * 60). Null: the row is always in memory. A row never changes its window.
   */
  readonly groupOf: (entity: string, row: ReplicaRow) => string | null;
  /** Is a row that belongs to a window in memory even so? */
  readonly isHot: (entity: string, row: ReplicaRow) => boolean;
  /** Null: the row is not searched. */
  readonly searchOf: (entity: string, row: ReplicaRow) => SearchText | null;
};
