import type { Change } from '@frontdesk/core/sync-protocol';
import type { LocalRules } from './local-rules.ts';
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
/** One object for all rows that came together: there are 100,000 of them, twice in a process with store and tab. */
type Stamp = Version & { readonly generation: number };
type Cell = { readonly row: ReplicaRow; readonly stamp: Stamp };
type RowRef = { readonly entity: string; readonly id: string };

const BEFORE_EVERYTHING: Version = { seq: -1, idx: -1 };

/** Of a row that a page or an image brought: newer than every change that its snapshot saw. */
const LOADED = Number.POSITIVE_INFINITY;

/** Deletions that are remembered for a reader whose answers come late: a new leader's store may be behind. */
const RECENT_TOMBSTONES = 1_000;

/** Equal places are not older: two loads may read one snapshot, and each must mark what it saw. */
const isOlder = (a: Version, b: Version | undefined): boolean =>
  b !== undefined && (a.seq < b.seq || (a.seq === b.seq && a.idx < b.idx));

/** An image of rows that is whole: of the place `seq`, begun with `generation`. */
type ImageStamp = { readonly generation: number; readonly seq: number };

/**
 * The server's rows as far as this replica knows them, each with the place in the log that it is from: a
 * row never goes back, in whatever order deltas and pages come. Deleted rows leave a tombstone, since a page or an image
 * whose snapshot is older may still hold them: all of them while one is under way, the recent ones else.
 */
export class ConfirmedRows {
  readonly #groupOf: LocalRules['groupOf'];
  readonly #entities = new Map<string, Map<string, Cell>>();
  readonly #groups = new Map<string, Map<string, RowRef>>();
  readonly #tombstones = new Map<string, Version>();
  /** Grows with every load and every image; what ends sweeps the rows that are from before it began. */
  #generation = 0;
  #loading: { readonly target: LoadTarget; readonly generation: number } | null = null;
  #awaitsImages = false;

  /** With `groupOf` the windows of rows are known, for {@link groupMembers} and {@link sweepGroup}. */
  constructor(groupOf: LocalRules['groupOf'] = () => null) {
    this.#groupOf = groupOf;
  }

  get(entity: string, id: string): ReplicaRow | undefined {
    return this.#entities.get(entity)?.get(id)?.row;
  }

  /** Every row, with the seq that it is from. */
  *all(): Generator<readonly [entity: string, row: ReplicaRow, seq: number]> {
    for (const [entity, cells] of this.#entities) {
      for (const { row, stamp } of cells.values()) yield [entity, row, stamp.seq];
    }
  }

  /** The rows that are here of a window. */
  groupMembers(group: string): readonly RowRef[] {
    return Array.from(this.#groups.get(group)?.values() ?? []);
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
    const cells = this.#cellsOf(entity);
    if (!this.#accepts(entity, id, [version, cells.get(id)])) return;
    if (change.op === 'U') {
      // The protocol gives a row, with id and scopeId, to exactly the U.
      const row = change.row as ReplicaRow;
      before(entity, id);
      if (!cells.has(id)) this.#enterGroup(entity, row);
      cells.set(id, { row, stamp: { ...version, generation: this.#generation } });
      return;
    }
    this.#tombstones.set(rowKey(entity, id), version);
    this.#forgetTombstones();
    if (cells.has(id)) this.#remove(entity, id, before);
  }

  /** Takes rows of a page whose snapshot was taken at `seq`. */
  page(
    entity: string,
    page: { readonly rows: readonly ReplicaRow[]; readonly seq: number },
    before: BeforeChange,
  ): void {
    const stamp = { seq: page.seq, idx: LOADED, generation: this.#generation };
    const cells = this.#cellsOf(entity);
    for (const row of page.rows) {
      const known = cells.get(row.id);
      if (!this.#accepts(entity, row.id, [stamp, known])) continue;
      before(entity, row.id);
      if (!known) this.#enterGroup(entity, row);
      cells.set(row.id, { row, stamp });
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
    this.#loading = { target, generation: this.#generation };
    if (target.kind === 'replica') this.forgetPlaces();
  }

  /** Every page of the load is in: rows of its target that neither it nor a change brought are gone. */
  endLoad(before: BeforeChange): void {
    const loading = this.#loading;
    if (!loading) return;
    this.#loading = null;
    this.#forgetTombstones();
    const { target, generation } = loading;
    this.#removeWhere(
      (entity, cell) => cell.stamp.generation < generation && isOf(target, entity, cell.row),
      before,
    );
  }

  /** After a restored database places in the log cannot be compared: whatever comes now is newer. */
  forgetPlaces(): void {
    this.#tombstones.clear();
    for (const cells of this.#entities.values()) {
      for (const [id, { row, stamp }] of cells) {
        cells.set(id, { row, stamp: { ...stamp, ...BEFORE_EVERYTHING } });
      }
    }
  }

  /** From now on images may come that are older than what is here; false: none is under way any more. */
  awaitImages(awaits: boolean): void {
    this.#awaitsImages = awaits;
    this.#forgetTombstones();
  }

  /** The rows of an image follow, by {@link page}; answers the generation of its {@link ImageStamp}. */
  beginImage(): number {
    this.#generation += 1;
    return this.#generation;
  }

  /** The image is whole: those rows in question that it lacks, and that nothing newer speaks of, are gone. */
  sweepImage(
    image: ImageStamp,
    isOfImage: (entity: string, row: ReplicaRow) => boolean,
    before: BeforeChange,
  ): void {
    this.#removeWhere(
      (entity, cell) => isBefore(image, cell) && isOfImage(entity, cell.row),
      before,
    );
  }

  /** As {@link sweepImage}, for an image of one window. */
  sweepGroup(group: string, image: ImageStamp, before: BeforeChange): void {
    for (const { entity, id } of this.groupMembers(group)) {
      const cell = this.#entities.get(entity)?.get(id);
      if (cell && isBefore(image, cell)) this.#remove(entity, id, before);
    }
  }

  /** Lets go of a row without holding that it is deleted: it may come back. */
  letGo(entity: string, id: string, before: BeforeChange): void {
    if (this.get(entity, id)) this.#remove(entity, id, before);
  }

  /** The oldest ones go first. */
  #forgetTombstones(): void {
    if (this.#loading !== null || this.#awaitsImages) return;
    for (const key of this.#tombstones.keys()) {
      if (this.#tombstones.size <= RECENT_TOMBSTONES) return;
      this.#tombstones.delete(key);
    }
  }

  #cellsOf(entity: string): Map<string, Cell> {
    const cells = this.#entities.get(entity) ?? new Map<string, Cell>();
    this.#entities.set(entity, cells);
    return cells;
  }

  /** Is a version of a row not older than what is known of it? */
  #accepts(
    entity: string,
    id: string,
    [version, known]: readonly [Version, Cell | undefined],
  ): boolean {
    if (isOlder(version, known?.stamp)) return false;
    // Of 100,000 rows that come while nothing was deleted no key is made.
    if (this.#tombstones.size === 0) return true;
    return !isOlder(version, this.#tombstones.get(rowKey(entity, id)));
  }

  #enterGroup(entity: string, row: ReplicaRow): void {
    const group = this.#groupOf(entity, row);
    if (group === null) return;
    const members = this.#groups.get(group) ?? new Map<string, RowRef>();
    this.#groups.set(group, members);
    members.set(rowKey(entity, row.id), { entity, id: row.id });
  }

  #remove(entity: string, id: string, before: BeforeChange): void {
    before(entity, id);
    const cells = this.#entities.get(entity);
    const row = cells?.get(id)?.row;
    if (!cells || !row) return;
    cells.delete(id);
    const group = this.#groupOf(entity, row);
    const members = group === null ? undefined : this.#groups.get(group);
    if (group === null || !members) return;
    members.delete(rowKey(entity, id));
    if (members.size === 0) this.#groups.delete(group);
  }

  #removeWhere(goes: (entity: string, cell: Cell) => boolean, before: BeforeChange): void {
    for (const [entity, cells] of this.#entities) {
      for (const [id, cell] of cells) if (goes(entity, cell)) this.#remove(entity, id, before);
    }
  }
}

const isBefore = (image: ImageStamp, cell: Cell): boolean =>
  cell.stamp.generation < image.generation && cell.stamp.seq <= image.seq;

function isOf(target: LoadTarget, entity: string, row: ReplicaRow): boolean {
  if (target.kind === 'scope') return row.scopeId === target.scope;
  return target.kind === 'replica' || target.entities.includes(entity);
}
