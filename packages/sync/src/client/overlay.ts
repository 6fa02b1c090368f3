import { runOptimistically, type Effect, type OverlayRow, type Touched } from './optimistic-run.ts';
import type { BeforeChange } from '../store/confirmed-rows.ts';
import { rowKey, type EntityMap, type ReplicaRow } from '../store/rows.ts';

type RowReader = (entity: string, id: string) => ReplicaRow | undefined;

/** A pending mutation as far as it is run. */
export type PendingRun<E extends EntityMap> = {
  readonly uid: string;
  readonly effect: Effect<E>;
  /** Pending mutations that it builds on, without those that they build on. */
  readonly after: readonly string[];
};

type Entry<E extends EntityMap> = PendingRun<E> & { touched: Touched };

/** What the pending mutations, run in order, make of the confirmed rows. */
export class Overlay<E extends EntityMap> {
  readonly #confirmed: RowReader;
  #pending: Entry<E>[] = [];
  #rows = new Map<string, OverlayRow>();

  constructor(confirmed: RowReader) {
    this.#confirmed = confirmed;
  }

  /** Undefined where no pending mutation wrote: the confirmed row shows through. */
  get(entity: string, id: string): OverlayRow | undefined {
    return this.#rows.size === 0 ? undefined : this.#rows.get(rowKey(entity, id));
  }

  /** Shows this object for a row that says the same; false where the row is not of the overlay. */
  keepIdentity(shown: OverlayRow): boolean {
    const key = rowKey(shown.entity, shown.id);
    if (!this.#rows.has(key)) return false;
    this.#rows.set(key, shown);
    return true;
  }

  /**
   * Runs a mutation on top of what is `shown`. Without `after` it is a new one: it builds on the pending ones whose
   * rows it touches, which are answered newest first, without those that another one of them builds on.
   */
  push(
    run: Omit<PendingRun<E>, 'after'> & { readonly after?: readonly string[] },
    shown: RowReader,
    note: BeforeChange,
  ): readonly string[] {
    const { written, touched } = runOptimistically(run.effect, shown);
    const after = run.after ?? this.#buildsOn(touched);
    for (const { entity, id } of written.values()) note(entity, id);
    this.#pending = [...this.#pending, { ...run, after, touched }];
    if (written.size > 0) this.#rows = new Map([...this.#rows, ...written]);
    return after;
  }

  /** Those of `order` that come on top of the present ones; null when something else is to change. */
  added(order: readonly PendingRun<E>[]): readonly PendingRun<E>[] | null {
    const isKept = this.#pending.every(({ uid }, at) => order[at]?.uid === uid);
    return isKept ? order.slice(this.#pending.length) : null;
  }

  /** These are the pending ones from now on; shows once {@link rerun} ran. */
  arrange(order: readonly PendingRun<E>[]): void {
    this.#pending = order.map((run) => ({ ...run, touched: NOTHING }));
  }

  /** Takes mutations out; says whether there were any. Shows once {@link rerun} ran. */
  take(uids: ReadonlySet<string>): boolean {
    const left = this.#pending.filter(({ uid }) => !uids.has(uid));
    const isAny = left.length < this.#pending.length;
    this.#pending = left;
    return isAny;
  }

  /** Keys of the rows that pending mutations touch; some more than once. */
  *touched(): Generator<string> {
    for (const { touched } of this.#pending) {
      yield* touched.reads;
      yield* touched.writes;
    }
  }

  /** Keys of the rows that one of them writes. */
  writtenBy(uid: string): Iterable<string> {
    return this.#pending.find((run) => run.uid === uid)?.touched.writes ?? [];
  }

  /** Makes the overlay anew from the confirmed rows; each row that may change is noted before. */
  rerun(note: BeforeChange): void {
    const rows = new Map<string, OverlayRow>();
    const read: RowReader = (entity, id) => {
      const over = rows.get(rowKey(entity, id));
      return over ? (over.row ?? undefined) : this.#confirmed(entity, id);
    };
    for (const entry of this.#pending) {
      const { written, touched } = runOptimistically(entry.effect, read);
      entry.touched = touched;
      for (const [key, row] of written) rows.set(key, row);
    }
    for (const { entity, id } of [...this.#rows.values(), ...rows.values()]) note(entity, id);
    this.#rows = rows;
  }

  #buildsOn(touched: Touched): readonly string[] {
    const after: string[] = [];
    const implied = new Set<string>();
    for (const earlier of this.#pending.toReversed()) {
      const isImplied = implied.has(earlier.uid);
      if (!isImplied && !overlaps(earlier.touched, touched)) continue;
      if (!isImplied) after.push(earlier.uid);
      for (const one of earlier.after) implied.add(one);
    }
    return after;
  }
}

const NOTHING: Touched = { reads: new Set(), writes: new Set() };

const overlaps = (earlier: Touched, later: Touched): boolean =>
  [...earlier.writes].some((key) => later.reads.has(key) || later.writes.has(key));
