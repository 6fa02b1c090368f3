import { applyEdit } from '../store/apply-edit.ts';
import { ConfirmedRows, type BeforeChange } from '../store/confirmed-rows.ts';
import type { LocalRules } from '../store/local-rules.ts';
import type { RowEdit, RowsAt } from '../store/local-store.ts';
import { rowKey, type EntityMap, type ReplicaRow, type RowChange } from '../store/rows.ts';
import type { Effect } from './optimistic-run.ts';
import { Overlay, type PendingRun } from './overlay.ts';
import { Queries, type IndexDefinition } from './query.ts';
import { sameJson } from './same-json.ts';
import { StoreReads, type At } from './store-reads.ts';

/** What the store asks about rows. */
export type WindowRules = Pick<LocalRules, 'groupOf' | 'isHot'>;

/** An answer of the leader's store that is being taken in. */
export type Read = { readonly generation: number; readonly group: string | null };

/** Is the overlay to be made anew? `if_touched`: when the commit changed a row that a pending mutation touched. */
type Rerun = 'never' | 'if_touched' | 'always';

/** Rows as they were shown before the commit at hand, by entity and id: a page has thousands, and a key of both is dear. */
type Befores = Map<string, Map<string, ReplicaRow | undefined>>;

const NO_WINDOWS: WindowRules = { groupOf: () => null, isHot: () => true };
const NOTHING: ReadonlySet<string> = new Set();

/**
 * What a tab holds of the replica: the server's rows, and over them what the pending mutations, run in order,
 * make of them. Nothing is ever undone: the overlay is made anew from the confirmed rows whenever a pending
 * mutation leaves or a row that one touched changes. Each method is one commit: rows, queries and
 * listeners move together. Of a window's rows only the hot ones are here while the window is not held.
 */
export class ReplicaStore<E extends EntityMap> {
  readonly queries: Queries<E>;
  readonly #rules: WindowRules;
  readonly #confirmed: ConfirmedRows;
  readonly #overlay: Overlay<E>;
  readonly #reads = new StoreReads();
  readonly #held = new Set<string>();

  constructor(indexes: readonly IndexDefinition[], rules: WindowRules = NO_WINDOWS) {
    this.#rules = rules;
    this.#confirmed = new ConfirmedRows((entity, row) => rules.groupOf(entity, row));
    this.#overlay = new Overlay((entity, id) => this.#confirmed.get(entity, id));
    this.queries = new Queries<E>(this.#shown, indexes);
  }

  /** Runs a new mutation's effect on top. Returns the uids of the pending mutations that it builds on. */
  add(uid: string, effect: Effect<E>): readonly string[] {
    let after: readonly string[] = [];
    this.#commit((note) => {
      after = this.#overlay.push({ uid, effect }, this.#shown, note);
      return 'never';
    });
    return after;
  }

  /** These are the pending mutations, in the journal's order: what is already shown so is not run again. */
  arrange(order: readonly PendingRun<E>[]): void {
    const added = this.#overlay.added(order);
    if (added?.length === 0) return;
    this.#commit((note) => {
      if (added === null) {
        this.#overlay.arrange(order);
        return 'always';
      }
      for (const run of added) this.#overlay.push(run, this.#shown, note);
      return 'never';
    });
  }

  /** Applies edits of the leader in one step with taking out the mutations that they settle. */
  apply(edits: readonly RowEdit[], at: At, settled: ReadonlySet<string> = NOTHING): void {
    if (this.#reads.edited(edits, at)) this.#confirmed.forgetPlaces();
    this.#commit((note) => {
      for (const edit of edits) applyEdit(this.#confirmed, edit, note);
      return this.#overlay.take(settled) ? 'always' : 'if_touched';
    });
  }

  /** Another leader answers from now on, whose store may be behind what is here. */
  follow(): void {
    this.#reads.restart();
  }

  /** Answers of the leader's store are under way; false: none is. */
  awaitReads(awaits: boolean): void {
    this.#confirmed.awaitImages(awaits);
    this.#reads.awaits(awaits);
  }

  /** An answer of the leader's store begins: of a window, or the image of what no window needs. Null: it came too late. */
  openRead(group: string | null, epoch: string): Read | null {
    const judged = this.#reads.judge(epoch);
    if (judged === 'late') return null;
    if (judged === 'other') this.#confirmed.forgetPlaces();
    return { generation: this.#confirmed.beginImage(), group };
  }

  /** Takes rows of an answer in; what is known of a later place stays. */
  takeRead(part: RowsAt): void {
    this.#commit((note) => {
      for (const [entity, rows] of Object.entries(this.#reads.allowed(part))) {
        this.#confirmed.page(entity, { rows, seq: part.seq }, note);
      }
      return 'if_touched';
    });
  }

  /** The answer is whole: what it lacks is gone. Without an epoch there is nothing yet that could lack a row. */
  closeRead({ generation, group }: Read, { seq, epoch }: At): void {
    if (epoch === '') return;
    this.#commit((note) => {
      const image = { generation, seq };
      if (group !== null) this.#confirmed.sweepGroup(group, image, note);
      else this.#confirmed.sweepImage(image, (entity, row) => this.#isHot(entity, row), note);
      return 'if_touched';
    });
  }

  /** Rows of this window stay in memory from now on. */
  hold(group: string): void {
    this.#held.add(group);
  }

  /** Rows of these windows go, but for the hot ones. */
  release(groups: readonly string[]): void {
    for (const group of groups) this.#held.delete(group);
    this.#commit((note) => {
      for (const group of groups) {
        for (const { entity, id } of this.#confirmed.groupMembers(group)) {
          this.#letGoIfCold(entity, id, note);
        }
      }
      return 'if_touched';
    });
  }

  /** Is any row of this window here? */
  hasRowsOf(group: string): boolean {
    return this.#confirmed.groupMembers(group).length > 0;
  }

  /** Windows of confirmed rows that pending mutations touch: they are to be held (rule 19). */
  pinned(): ReadonlySet<string> {
    const groups = new Set<string>();
    for (const key of this.#overlay.touched()) {
      const [entity, id] = splitKey(key);
      const row = this.#confirmed.get(entity, id);
      const group = row ? this.#rules.groupOf(entity, row) : null;
      if (group !== null) groups.add(group);
    }
    return groups;
  }

  /** Scopes of the rows that a pending mutation writes. */
  scopesOf(uid: string): readonly string[] {
    const scopes = new Set<string>();
    for (const key of this.#overlay.writtenBy(uid)) {
      const [entity, id] = splitKey(key);
      for (const row of [this.#shown(entity, id), this.#confirmed.get(entity, id)]) {
        if (row) scopes.add(row.scopeId);
      }
    }
    return [...scopes];
  }

  readonly #shown = (entity: string, id: string): ReplicaRow | undefined => {
    const over = this.#overlay.get(entity, id);
    return over ? (over.row ?? undefined) : this.#confirmed.get(entity, id);
  };

  #isHot(entity: string, row: ReplicaRow): boolean {
    return this.#rules.groupOf(entity, row) === null || this.#rules.isHot(entity, row);
  }

  #letGoIfCold(entity: string, id: string, note: BeforeChange): void {
    const row = this.#confirmed.get(entity, id);
    if (!row || this.#isHot(entity, row)) return;
    const group = this.#rules.groupOf(entity, row);
    if (group !== null && !this.#held.has(group)) this.#confirmed.letGo(entity, id, note);
  }

  /** `edit` changes rows, noting each one first. */
  #commit(edit: (note: BeforeChange) => Rerun): void {
    const befores: Befores = new Map();
    const note: BeforeChange = (entity, id) => {
      const rows = befores.get(entity) ?? new Map<string, ReplicaRow | undefined>();
      befores.set(entity, rows);
      if (!rows.has(id)) rows.set(id, this.#shown(entity, id));
    };
    const rerun = edit(note);
    this.#letGoStrays(befores, note);
    if (rerun === 'always' || (rerun === 'if_touched' && this.#touchesAny(befores))) {
      this.#overlay.rerun(note);
    }
    this.queries.commit(this.#changes(befores));
  }

  /** Does a pending mutation touch one of these rows? */
  #touchesAny(befores: Befores): boolean {
    for (const key of this.#overlay.touched()) {
      const [entity, id] = splitKey(key);
      if (befores.get(entity)?.has(id)) return true;
    }
    return false;
  }

  /** A row that is not hot any more stays only where its window is held, or a pending mutation touches it. */
  #letGoStrays(befores: Befores, note: BeforeChange): void {
    let touched: ReadonlySet<string> | null = null;
    for (const [entity, rows] of befores) {
      for (const id of rows.keys()) {
        const row = this.#confirmed.get(entity, id);
        if (!row || this.#isHot(entity, row)) continue;
        touched ??= new Set(this.#overlay.touched());
        if (!touched.has(rowKey(entity, id))) this.#letGoIfCold(entity, id, note);
      }
    }
  }

  #changes(befores: Befores): readonly RowChange[] {
    const changes: RowChange[] = [];
    for (const [entity, rows] of befores) {
      for (const [id, before] of rows) {
        const after = this.#shown(entity, id);
        if (after === before) continue;
        const isSame = before !== undefined && after !== undefined && sameJson(before, after);
        if (isSame) this.#keepIdentity(entity, before);
        else changes.push({ entity, id, before, after });
      }
    }
    return changes;
  }

  /** A row that says what it said stays the same object, so that nothing on a screen is drawn again. */
  #keepIdentity(entity: string, row: ReplicaRow): void {
    if (!this.#overlay.keepIdentity({ entity, id: row.id, row })) {
      this.#confirmed.keepIdentity(entity, row);
    }
  }
}

/** What {@link rowKey} has made one of. */
function splitKey(key: string): readonly [entity: string, id: string] {
  const slash = key.indexOf('/');
  return [key.slice(0, slash), key.slice(slash + 1)];
}
