import type { Change } from '@frontdesk/core/sync-protocol';
import { rowKey, type ReplicaRow } from './rows.ts';

/** What a load brings anew: everything, one scope, or some entities. */
export type LoadTarget =
  | { readonly kind: 'replica' }
  | { readonly kind: 'scope'; readonly scope: string }
  | { readonly kind: 'entities'; readonly entities: readonly string[] };

/** Is called before a row changes. */
export type BeforeChange = (entity: string, id: string) => void;

/** A place in the log. A loaded row counts as `(seq of its snapshot, ∞)`: newer than all that the snapshot saw. */
type Version = { readonly seq: number; readonly idx: number };
type Cell = Version & { readonly row: ReplicaRow; readonly generation: number };

const BEFORE_EVERYTHING: Version = { seq: -1, idx: -1 };

/** Equal places are not older: two loads may read one snapshot, and each must mark what it saw. */
const isOlder = (a: Version, b: Version | undefined): boolean =>
  b !== undefined && (a.seq < b.seq || (a.seq === b.seq && a.idx < b.idx));

/**
 * The server's rows as far as this replica knows them, each with the place in the log that it is from: a
 * row never goes back, in whatever order deltas and pages come. While a load runs, deleted rows leave a
 * tombstone, since a page whose snapshot is older may still hold them.
 */
export class ConfirmedRows {
  readonly #entities = new Map<string, Map<string, Cell>>();
  readonly #tombstones = new Map<string, Version>();
  /** Grows with every load; a load that ends sweeps the rows of its target that are from before it. */
  #generation = 0;
  #loading: LoadTarget | null = null;

  get(entity: string, id: string): ReplicaRow | undefined {
    return this.#entities.get(entity)?.get(id)?.row;
  }

  /** Shows this object for a row that says the same. */
  keepIdentity(entity: string, row: ReplicaRow): void {
    const cells = this.#entities.get(entity);
    const cell = cells?.get(row.id);
    if (cells && cell) cells.set(row.id, { ...cell, row });
  }

  /** Applies a change unless what is known is newer. */
  change(change: Change, before: BeforeChange): void {
    const { entity, id, seq, idx } = change;
    const version = { seq, idx };
    if (!this.#accepts(entity, id, version)) return;
    if (change.op === 'U') {
      // The protocol gives a row, with id and scopeId, to exactly the U.
      this.#put(entity, change.row as ReplicaRow, version, before);
      return;
    }
    if (this.#loading) this.#tombstones.set(rowKey(entity, id), version);
    const known = this.#entities.get(entity)?.get(id);
    if (known) this.#remove(entity, id, before);
  }

  /** Takes rows of a page whose snapshot was taken at `seq`. */
  page(
    entity: string,
    page: { readonly rows: readonly ReplicaRow[]; readonly seq: number },
    before: BeforeChange,
  ): void {
    const version = { seq: page.seq, idx: Number.POSITIVE_INFINITY };
    for (const row of page.rows) {
      if (this.#accepts(entity, row.id, version)) this.#put(entity, row, version, before);
    }
  }

  /** Removes the rows of these scopes, in one step. */
  dropScopes(scopes: ReadonlySet<string>, before: BeforeChange): void {
    this.#removeWhere((_, cell) => scopes.has(cell.row.scopeId), before);
  }

  /** Removes the rows outside these scopes. */
  keepScopes(scopes: ReadonlySet<string>, before: BeforeChange): void {
    this.#removeWhere((_, cell) => !scopes.has(cell.row.scopeId), before);
  }

  /** The rows of `target` are about to come anew; they stay as they are until then. Ends any other load. */
  beginLoad(target: LoadTarget): void {
    this.#generation += 1;
    this.#loading = target;
    if (target.kind !== 'replica') return;
    // After a restored database, places in the log cannot be compared: whatever comes now is newer.
    this.#tombstones.clear();
    for (const cells of this.#entities.values()) {
      for (const [id, cell] of cells) cells.set(id, { ...cell, ...BEFORE_EVERYTHING });
    }
  }

  /** Every page of the load is in: rows of its target that neither it nor a change brought are gone. */
  endLoad(before: BeforeChange): void {
    const target = this.#loading;
    if (!target) return;
    this.#loading = null;
    this.#tombstones.clear();
    this.#removeWhere(
      (entity, cell) => cell.generation < this.#generation && isOf(target, entity, cell.row),
      before,
    );
  }

  #accepts(entity: string, id: string, version: Version): boolean {
    return !(
      isOlder(version, this.#entities.get(entity)?.get(id)) ||
      isOlder(version, this.#tombstones.get(rowKey(entity, id)))
    );
  }

  #put(entity: string, row: ReplicaRow, version: Version, before: BeforeChange): void {
    const cells = this.#entities.get(entity) ?? new Map<string, Cell>();
    this.#entities.set(entity, cells);
    before(entity, row.id);
    cells.set(row.id, { ...version, row, generation: this.#generation });
  }

  #remove(entity: string, id: string, before: BeforeChange): void {
    before(entity, id);
    this.#entities.get(entity)?.delete(id);
  }

  #removeWhere(goes: (entity: string, cell: Cell) => boolean, before: BeforeChange): void {
    for (const [entity, cells] of this.#entities) {
      for (const [id, cell] of cells) if (goes(entity, cell)) this.#remove(entity, id, before);
    }
  }
}

function isOf(target: LoadTarget, entity: string, row: ReplicaRow): boolean {
  if (target.kind === 'scope') return row.scopeId === target.scope;
  return target.kind === 'replica' || target.entities.includes(entity);
}
