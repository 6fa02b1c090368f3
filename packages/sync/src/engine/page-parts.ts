import type { RowEdit, StoreCommit, StorePage } from '../store/local-store.ts';
import type { ReplicaRow } from '../store/rows.ts';

/** Rows of a part: PGlite on a slow machine has some 5,000 a second, and nobody is to wait longer than 50 ms for it. */
const PART_ROWS = 250;

/** Which rows? */
export type IsWanted = (entity: string, row: ReplicaRow) => boolean;

/**
 * The rows of a page on their way into the store, in parts and in whatever order: each counts as of the page's snapshot, and
 * a replica that ends in between fetches the page again, since the place that names the next one comes with the last part.
 */
export class PageParts {
  readonly #page: StorePage;
  #left: (readonly [entity: string, rows: readonly ReplicaRow[]])[];

  private constructor(page: StorePage) {
    this.#page = page;
    this.#left = Object.entries(page.rows);
  }

  /**
   * Null for what is to be done in one go: a load's first page, with which rows of other scopes go and the place begins; a
   * last one, at whose end others are swept; and whatever is no page.
   */
  static of({ edits }: StoreCommit): PageParts | null {
    const [edit] = edits;
    const isAlone = edits.length === 1 && edit?.type === 'page' && edit.page.onlyScopes === null;
    return isAlone ? new PageParts(edit.page) : null;
  }

  /** The next part; after the last one {@link isDone}. */
  next(): RowEdit {
    const rows: Record<string, readonly ReplicaRow[]> = {};
    const left: [string, readonly ReplicaRow[]][] = [];
    let room = PART_ROWS;
    for (const [entity, of] of this.#left) {
      if (room > 0) rows[entity] = of.slice(0, room);
      if (of.length > room) left.push([entity, of.slice(room)]);
      room = Math.max(0, room - of.length);
    }
    this.#left = left;
    return this.#edit(rows);
  }

  /** Takes rows out of turn; null: there are none. */
  take(isWanted: IsWanted): RowEdit | null {
    const rows: Record<string, readonly ReplicaRow[]> = {};
    this.#left = this.#left.map(([entity, of]) => {
      const wanted = of.filter((row) => isWanted(entity, row));
      if (wanted.length === 0) return [entity, of];
      rows[entity] = wanted;
      return [entity, of.filter((row) => !isWanted(entity, row))];
    });
    return Object.keys(rows).length === 0 ? null : this.#edit(rows);
  }

  get isDone(): boolean {
    return this.#left.length === 0;
  }

  #edit(rows: StorePage['rows']): RowEdit {
    return { type: 'page', page: { ...this.#page, rows } };
  }
}
