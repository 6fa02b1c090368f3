import type { ScopeSum } from '@frontdesk/core/sync-protocol';
import { applyEdit } from './apply-edit.ts';
import { ConfirmedRows } from './confirmed-rows.ts';
import { isHot } from './is-hot.ts';
import type { LocalRules } from './local-rules.ts';
import type {
  LocalHits,
  LocalSearch,
  LocalStore,
  OpenedStore,
  Place,
  RowsAt,
  StoreCommit,
  SummedRows,
  StoredResult,
} from './local-store.ts';
import { RowSums } from './row-sum.ts';
import { rowKey, type ReplicaRow } from './rows.ts';
import { WordIndex } from './word-index.ts';

/** Rows in a part of the image. */
const HOT_PART = 500;

/** Rows as they were before a commit, by entity and id. */
type Touched = Map<string, Map<string, ReplicaRow | undefined>>;
type RowsOf = Record<string, ReplicaRow[]>;

/**
 * Confirmed rows in memory: Node clients, and browsers that cannot hold PGlite. Lives as long as the object: opening it
 * again goes on where it stood.
 */
export class MemoryStore implements LocalStore {
  readonly kind = 'memory';
  readonly #rules: LocalRules;
  readonly #rows = new ConfirmedRows();
  readonly #groups = new Map<string, RowsOf>();
  readonly #settled = new Map<string, StoredResult>();
  #place: Place | null = null;
  /** By kind. Made when somebody searches: most replicas in memory never do. */
  #words: Map<string, WordIndex> | null = null;

  constructor(rules: LocalRules) {
    this.#rules = rules;
  }

  async open(): Promise<OpenedStore> {
    return { place: this.#place, settled: [...this.#settled.values()] };
  }

  async commit({ edits, place, settled, noted }: StoreCommit): Promise<void> {
    const touched: Touched = new Map();
    const note = (entity: string, id: string): void => {
      const rows = touched.get(entity) ?? new Map<string, ReplicaRow | undefined>();
      touched.set(entity, rows);
      if (!rows.has(id)) rows.set(id, this.#rows.get(entity, id));
    };
    for (const edit of edits) applyEdit(this.#rows, edit, note);
    for (const [entity, befores] of touched) {
      for (const [id, before] of befores) {
        const after = this.#rows.get(entity, id);
        this.#regroup(entity, before, after);
        if (this.#words) this.#reindex(this.#words, rowKey(entity, id), [entity, after]);
      }
    }
    // What is noted came by an earlier commit: the same work may have come to something again since.
    for (const uid of noted) this.#settled.delete(uid);
    for (const result of settled) this.#settled.set(result.uid, result);
    this.#place = place;
  }

  async hot(part: (rows: RowsAt) => void): Promise<void> {
    let rows: RowsOf = {};
    let count = 0;
    for (const [entity, row] of this.#rows.all()) {
      if (!isHot(this.#rules, entity, row)) continue;
      (rows[entity] ??= []).push(row);
      count += 1;
      if (count < HOT_PART) continue;
      part({ seq: this.#seq, rows });
      rows = {};
      count = 0;
    }
    if (count > 0) part({ seq: this.#seq, rows });
  }

  async group(group: string): Promise<RowsAt> {
    const rows = Object.entries(this.#groups.get(group) ?? {});
    return {
      seq: this.#seq,
      rows: Object.fromEntries(rows.map(([entity, of]) => [entity, [...of]])),
    };
  }

  async search({ text, kind, limit }: LocalSearch): Promise<LocalHits> {
    this.#words ??= this.#indexWords();
    const hits = this.#words.get(kind)?.find(text, limit) ?? [];
    return {
      rows: hits.flatMap(({ entity, id }) => {
        const row = this.#rows.get(entity, id);
        return row ? [{ entity, row }] : [];
      }),
    };
  }

  async sums(rows: SummedRows): Promise<readonly ScopeSum[]> {
    const sums = new RowSums();
    for (const [entity, row, seq] of this.#rows.all()) {
      const isSummed = 'above' in rows ? seq > rows.above : rows.entities.includes(entity);
      if (isSummed) sums.add(entity, row);
    }
    return sums.list();
  }

  /** Memory that is given up is not read again. */
  async purge(): Promise<void> {}

  async close(): Promise<void> {}

  /** The place of what is read. */
  get #seq(): number {
    return this.#place?.cursor?.seq ?? -1;
  }

  #regroup(entity: string, before: ReplicaRow | undefined, after: ReplicaRow | undefined): void {
    const row = after ?? before;
    const group = row && this.#rules.groupOf(entity, row);
    if (group === null || group === undefined) return;
    const rows = this.#groups.get(group) ?? {};
    const of = (rows[entity] ??= []);
    const at = before ? of.findIndex(({ id }) => id === before.id) : -1;
    if (at < 0) {
      if (after) of.push(after);
    } else if (after) of[at] = after;
    else of.splice(at, 1);
    if (of.length === 0) delete rows[entity];
    if (Object.keys(rows).length > 0) this.#groups.set(group, rows);
    else this.#groups.delete(group);
  }

  #indexWords(): Map<string, WordIndex> {
    const words = new Map<string, WordIndex>();
    for (const [entity, row] of this.#rows.all()) {
      this.#reindex(words, rowKey(entity, row.id), [entity, row]);
    }
    return words;
  }

  #reindex(
    words: Map<string, WordIndex>,
    key: string,
    [entity, row]: readonly [string, ReplicaRow | undefined],
  ): void {
    const searched = row && this.#rules.searchOf(entity, row);
    if (row && searched) {
      const { kind, text, at } = searched;
      const index = words.get(kind) ?? new WordIndex();
      words.set(kind, index);
      index.put(key, { entity, id: row.id, at, text });
    } else for (const index of words.values()) index.remove(key);
    for (const index of words.values()) if (index.isWorn) this.#words = null;
  }
}
