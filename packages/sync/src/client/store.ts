import type { Change } from '@frontdesk/core/sync-protocol';
import { ConfirmedRows, type BeforeChange, type LoadTarget } from '../store/confirmed-rows.ts';
import { runOptimistically, type Effect, type OverlayRow, type Touched } from './optimistic-run.ts';
import { Queries, type IndexDefinition } from './query.ts';
import { rowKey, type EntityMap, type ReplicaRow, type RowChange } from '../store/rows.ts';
import { sameJson } from './same-json.ts';

/** What one frame does to the store. `settled`: uids of pending mutations whose outcome it carries. */
export type StoreFrame = {
  readonly changes: readonly Change[];
  readonly revoked: readonly string[];
  readonly settled: ReadonlySet<string>;
};

/** A page's rows, already cut to the scopes that are held. */
export type StorePage = {
  readonly seq: number;
  readonly rows: Readonly<Record<string, readonly ReplicaRow[]>>;
  /** On the first page of a whole load: rows outside these scopes go at once. */
  readonly onlyScopes: ReadonlySet<string> | null;
};

type Pending<E extends EntityMap> = {
  readonly uid: string;
  readonly effect: Effect<E>;
  /** Pending mutations that it builds on, without those that they build on. */
  readonly after: readonly string[];
  touched: Touched;
};

/** Is the overlay to be made anew? `if_touched`: when the commit changed a row that a pending mutation touched. */
type Rerun = 'never' | 'if_touched' | 'always';

/** Rows as they were shown before the commit at hand. */
type Befores = Map<string, { entity: string; id: string; row: ReplicaRow | undefined }>;

/**
 * The replica in memory: the server's rows, and over them what the pending mutations, run in order, make
 * of them. Nothing is ever undone: the overlay is made anew from the confirmed rows whenever a pending
 * mutation leaves or a row that one touched changes. Each method is one commit: rows, queries and
 * listeners move together.
 */
export class ReplicaStore<E extends EntityMap> {
  readonly queries: Queries<E>;
  readonly #confirmed = new ConfirmedRows();
  #pending: Pending<E>[] = [];
  #overlay = new Map<string, OverlayRow>();

  constructor(indexes: readonly IndexDefinition[]) {
    this.queries = new Queries<E>((entity, id) => this.#shown(entity, id), indexes);
  }

  /**
   * Runs a mutation's effect on top. Returns the uids of the pending mutations whose rows it touches, the
   * newest first, without those that another one of them builds on: a refusal passes through.
   */
  add(uid: string, effect: Effect<E>): string[] {
    const { written, touched } = runOptimistically(effect, (entity, id) => this.#shown(entity, id));
    const after: string[] = [];
    const implied = new Set<string>();
    for (const earlier of this.#pending.toReversed()) {
      const isImplied = implied.has(earlier.uid);
      if (!isImplied && !overlaps(earlier.touched, touched)) continue;
      if (!isImplied) after.push(earlier.uid);
      for (const one of earlier.after) implied.add(one);
    }
    this.#commit((note) => {
      for (const { entity, id } of written.values()) note(entity, id);
      this.#pending = [...this.#pending, { uid, effect, after, touched }];
      if (written.size > 0) this.#overlay = new Map([...this.#overlay, ...written]);
      return 'never';
    });
    return after;
  }

  /** Applies a frame, takes out the mutations that it settles, and re-runs the rest where needed. */
  applyFrame(frame: StoreFrame): void {
    this.#commit((note) => {
      for (const change of frame.changes) this.#confirmed.change(change, note);
      if (frame.revoked.length > 0) this.#confirmed.dropScopes(new Set(frame.revoked), note);
      return this.#take(frame.settled);
    });
  }

  beginLoad(target: LoadTarget): void {
    this.#confirmed.beginLoad(target);
  }

  applyPage(page: StorePage): void {
    this.#commit((note) => {
      if (page.onlyScopes) this.#confirmed.keepScopes(page.onlyScopes, note);
      for (const [entity, rows] of Object.entries(page.rows)) {
        this.#confirmed.page(entity, { rows, seq: page.seq }, note);
      }
      return 'if_touched';
    });
  }

  /** Ends a load; `settled` are the mutations that its snapshots include. */
  endLoad(settled: ReadonlySet<string>): void {
    this.#commit((note) => {
      this.#confirmed.endLoad(note);
      return this.#take(settled);
    });
  }

  #shown(entity: string, id: string): ReplicaRow | undefined {
    if (this.#overlay.size > 0) {
      const over = this.#overlay.get(rowKey(entity, id));
      if (over) return over.row ?? undefined;
    }
    return this.#confirmed.get(entity, id);
  }

  #take(settled: ReadonlySet<string>): Rerun {
    const left = this.#pending.filter((pending) => !settled.has(pending.uid));
    const anyTaken = left.length < this.#pending.length;
    this.#pending = left;
    return anyTaken ? 'always' : 'if_touched';
  }

  /** `edit` changes rows, noting each one first. */
  #commit(edit: (note: BeforeChange) => Rerun): void {
    const befores: Befores = new Map();
    const note: BeforeChange = (entity, id) => {
      const key = rowKey(entity, id);
      if (!befores.has(key)) befores.set(key, { entity, id, row: this.#shown(entity, id) });
    };
    const rerun = edit(note);
    if (rerun === 'always' || (rerun === 'if_touched' && this.#touchesPending(befores))) {
      this.#rerun(befores);
    }
    const changes: RowChange[] = [];
    for (const [key, { entity, id, row: before }] of befores) {
      const after = this.#shown(entity, id);
      if (after === before) continue;
      const isSame = before !== undefined && after !== undefined && sameJson(before, after);
      if (isSame) this.#keepIdentity(key, { entity, id, row: before });
      else changes.push({ entity, id, before, after });
    }
    if (changes.length > 0) this.queries.commit(changes);
  }

  #touchesPending(befores: Befores): boolean {
    if (this.#pending.length === 0) return false;
    for (const key of befores.keys()) {
      if (this.#pending.some(({ touched }) => touched.reads.has(key) || touched.writes.has(key))) {
        return true;
      }
    }
    return false;
  }

  /** A row that says what it said stays the same object, so that nothing on a screen is drawn again. */
  #keepIdentity(key: string, shown: OverlayRow & { readonly row: ReplicaRow }): void {
    if (this.#overlay.has(key)) this.#overlay.set(key, shown);
    else this.#confirmed.keepIdentity(shown.entity, shown.row);
  }

  /** Makes the overlay anew. */
  #rerun(befores: Befores): void {
    const old = this.#overlay;
    const overlay = new Map<string, OverlayRow>();
    const read = (entity: string, id: string): ReplicaRow | undefined => {
      const over = overlay.get(rowKey(entity, id));
      return over ? (over.row ?? undefined) : this.#confirmed.get(entity, id);
    };
    for (const pending of this.#pending) {
      const { written, touched } = runOptimistically(pending.effect, read);
      pending.touched = touched;
      for (const [key, row] of written) overlay.set(key, row);
    }
    for (const [key, over] of [...old, ...overlay]) {
      const { entity, id } = over;
      if (!befores.has(key)) befores.set(key, { entity, id, row: this.#shown(entity, id) });
    }
    this.#overlay = overlay;
  }
}

const overlaps = (earlier: Touched, later: Touched): boolean =>
  [...earlier.writes].some((key) => later.reads.has(key) || later.writes.has(key));
