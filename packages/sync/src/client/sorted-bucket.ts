import { assert } from '@frontdesk/core/assert';
import type { ReplicaRow } from '../store/rows.ts';
import { subscribeTo } from './live.ts';

export type RowOrder = (a: ReplicaRow, b: ReplicaRow) => number;

/** One row's change inside one bucket: came, went, or (both) changed, perhaps with its place. */
export type BucketEdit = {
  readonly before: ReplicaRow | undefined;
  readonly after: ReplicaRow | undefined;
};

type RangeWatcher = { readonly from: number; readonly to: number; readonly listener: () => void };
export type EditsWatcher = (edits: readonly BucketEdit[]) => boolean;

/** From this many edits in one commit on, one merge beats as many splices of a bucket not much larger. */
const MERGE_FROM_EDITS = 64;
const MERGE_BELOW_ROWS_PER_EDIT = 32;

/**
 * The rows of one index under one key, always sorted: every list and every count on that key reads the
 * same array. Watchers are told by the range of positions that a commit touched.
 */
export class SortedBucket {
  rows: ReplicaRow[] = [];
  /** Grows with every commit that touched this bucket. */
  version = 0;
  /** Grows with every commit after which other rows stand here, or the same ones in another order. */
  orderVersion = 0;
  /** Grows with every commit by which a row came or went. */
  memberVersion = 0;
  readonly #order: RowOrder;
  readonly #ranges = new Set<RangeWatcher>();
  readonly #lengths = new Set<() => void>();
  readonly #orders = new Set<() => void>();
  readonly #members = new Set<() => void>();
  readonly #edits = new Map<EditsWatcher, () => void>();
  #low = 0;
  #high = 0;
  #isReordered = false;

  /** `compare` may call two rows equal: their ids decide then, so that the order is total. */
  constructor(compare: RowOrder) {
    this.#order = (a, b) => compare(a, b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  }

  /** Calls back after commits that touched a position in `from ≤ position < to`. */
  watchRange(from: number, to: number, listener: () => void): () => void {
    const watcher = { from, to, listener };
    this.#ranges.add(watcher);
    return () => void this.#ranges.delete(watcher);
  }

  watchLength(listener: () => void): () => void {
    return subscribeTo(this.#lengths, listener);
  }

  /** Calls back when {@link orderVersion} has grown. */
  watchOrder(listener: () => void): () => void {
    return subscribeTo(this.#orders, listener);
  }

  /** Calls back when {@link memberVersion} has grown. */
  watchMembers(listener: () => void): () => void {
    return subscribeTo(this.#members, listener);
  }

  /** `concerns` is shown every commit's edits and says whether `listener` is to be called. */
  watchEdits(concerns: EditsWatcher, listener: () => void): () => void {
    const own: EditsWatcher = (edits) => concerns(edits);
    this.#edits.set(own, listener);
    return () => void this.#edits.delete(own);
  }

  /** Applies one commit's edits and adds those who must be told to `listeners`. */
  commit(edits: readonly BucketEdit[], listeners: Set<() => void>): void {
    const length = this.rows.length;
    this.#low = Number.POSITIVE_INFINITY;
    this.#high = -1;
    this.#isReordered = false;
    if (edits.length > MERGE_FROM_EDITS && edits.length * MERGE_BELOW_ROWS_PER_EDIT > length) {
      this.#merge(edits);
    } else {
      for (const edit of edits) this.#splice(edit);
    }
    if (this.#high < 0) return;
    this.version += 1;
    for (const watcher of this.#ranges) {
      if (this.#low < watcher.to && this.#high >= watcher.from) listeners.add(watcher.listener);
    }
    if (this.rows.length !== length) tell(this.#lengths, listeners);
    if (this.#isReordered) {
      this.orderVersion += 1;
      tell(this.#orders, listeners);
    }
    if (edits.some(({ before, after }) => before === undefined || after === undefined)) {
      this.memberVersion += 1;
      tell(this.#members, listeners);
    }
    for (const [concerns, listener] of this.#edits) if (concerns(edits)) listeners.add(listener);
  }

  #splice({ before, after }: BucketEdit): void {
    if (before && after) {
      const from = this.#positionOf(before);
      if (this.#order(before, after) === 0) {
        this.rows[from] = after;
        this.#touch(from, from);
        return;
      }
      this.rows.splice(from, 1);
      const to = this.#insertionPoint(after);
      this.rows.splice(to, 0, after);
      this.#touch(Math.min(from, to), Math.max(from, to));
      this.#isReordered ||= from !== to;
    } else if (before) {
      const at = this.#positionOf(before);
      this.rows.splice(at, 1);
      this.#touch(at, Number.POSITIVE_INFINITY);
    } else if (after) {
      const at = this.#insertionPoint(after);
      this.rows.splice(at, 0, after);
      this.#touch(at, Number.POSITIVE_INFINITY);
    }
  }

  #merge(edits: readonly BucketEdit[]): void {
    const gone = new Set(edits.map((edit) => edit.before));
    const added = edits.flatMap((edit) => (edit.after ? [edit.after] : [])).toSorted(this.#order);
    const old = this.rows;
    const merged: ReplicaRow[] = [];
    let next = 0;
    for (const row of old) {
      if (gone.has(row)) continue;
      for (let a = added[next]; a && this.#order(a, row) < 0; a = added[next]) {
        merged.push(a);
        next += 1;
      }
      merged.push(row);
    }
    this.rows = merged.concat(added.slice(next));

    this.#touchDifference(old, this.rows);
  }

  #touchDifference(old: readonly ReplicaRow[], now: readonly ReplicaRow[]): void {
    const shorter = Math.min(old.length, now.length);
    let low = 0;
    while (low < shorter && old[low] === now[low]) low += 1;
    if (old.length !== now.length) {
      this.#touch(low, Number.POSITIVE_INFINITY);
      return;
    }
    let high = shorter - 1;
    while (high >= low && old[high] === now[high]) high -= 1;
    if (high < low) return;
    this.#touch(low, high);
    for (let at = low; at <= high; at += 1) {
      if (old[at]?.id !== now[at]?.id) this.#isReordered = true;
    }
  }

  #touch(low: number, high: number): void {
    if (high === Number.POSITIVE_INFINITY) this.#isReordered = true;
    this.#low = Math.min(this.#low, low);
    this.#high = Math.max(this.#high, high);
  }

  #positionOf(row: ReplicaRow): number {
    const at = this.#insertionPoint(row);
    assert(this.rows[at] === row, 'a bucket holds each of its rows at its sorted place');
    return at;
  }

  /** The first position whose row does not stand before the given one. */
  #insertionPoint(row: ReplicaRow): number {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.rows[middle];
      if (other && this.#order(other, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function tell(concerned: Iterable<() => void>, listeners: Set<() => void>): void {
  for (const listener of concerned) listeners.add(listener);
}
