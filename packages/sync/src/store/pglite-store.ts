import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { ScopeSum } from '@frontdesk/core/sync-protocol';
import { query } from '@frontdesk/core/search-tokens';
import type { Clock } from '../engine/clock.ts';
import { copyRows } from './copy-rows.ts';
import type { LocalRules } from './local-rules.ts';
import type {
  LocalHits,
  LocalSearch,
  LocalStore,
  OpenedStore,
  Place,
  RowsAt,
  StoreCommit,
  StoredResult,
  SummedRows,
} from './local-store.ts';
import { FIRST_GENERATION, type Generations, PgliteCommit } from './pglite-commit.ts';
import type { PgliteHome } from './pglite-home.ts';
import { vacuumWorn } from './pglite-tidy.ts';
import { NEWEST_HITS, RARE_HITS } from './pglite-search.ts';
import { rowHashSql, sumSql } from './row-sum.ts';
import type { ReplicaRow } from './rows.ts';

/** So long nothing is asked before the database is tidied, in ms. */
const QUIET_MS = 10_000;

/** Rows in a part of the image. */
const HOT_PART = 500;

type Entry = { readonly entity: string; readonly data: string };

/** Confirmed rows in PGlite: one of a browser's workers, or Node. */
export class PgliteStore implements LocalStore {
  readonly kind = 'pglite';
  readonly #rules: LocalRules;
  readonly #home: PgliteHome;
  readonly #clock: Pick<Clock, 'after'> | null;
  #opened: PGlite | null = null;
  #failure: unknown = null;
  #place: Place | null = null;
  #generations: Generations = FIRST_GENERATION;
  #cancelTidy: () => void = () => undefined;
  /** Calls are answered one after another. */
  #turn: Promise<unknown> = Promise.resolve();

  /** Without a clock it is never tidied. */
  constructor(rules: LocalRules, home: PgliteHome, clock: Pick<Clock, 'after'> | null = null) {
    this.#rules = rules;
    this.#home = home;
    this.#clock = clock;
  }

  open(): Promise<OpenedStore> {
    return this.#afterOthers(async () => {
      const database = await this.#home.reopen();
      this.#opened = database;
      if (!database) {
        // Takes seconds in a browser. The engine fetches its first rows meanwhile, and its commits wait.
        void this.#afterOthers(() => this.#make()).catch(() => undefined);
        return { place: null, settled: [] };
      }
      const { rows: meta } = await database.query<{ name: string; data: string }>(
        'select name, data from meta',
      );
      const kept = new Map(meta.map(({ name, data }) => [name, data]));
      this.#place = parsed<Place | null>(kept.get('place'), null);
      this.#generations = parsed(kept.get('generations'), FIRST_GENERATION);
      if (kept.has(PURGE_OWED)) void this.purge().catch(() => undefined);
      const { rows } = await database.query<{ data: string }>('select data from settled');
      const settled = rows.map(({ data }) => JSON.parse(data) as StoredResult);
      return { place: this.#place, settled };
    });
  }

  commit(commit: StoreCommit): Promise<void> {
    return this.#inTurn(async (database) => {
      const generations = await database.transaction(async (tx) => {
        if (await takesRows(tx, commit)) await tx.query(OWE_PURGE);
        return new PgliteCommit(tx, this.#rules, this.#generations).write(commit);
      });
      if (!commit.isPart) await this.#home.flush(database);
      this.#generations = generations;
      this.#place = commit.place;
    });
  }

  hot(part: (rows: RowsAt) => void): Promise<void> {
    return this.#inTurn(async (database) => {
      let after: readonly [string, string] | null = ['', ''];
      while (after) {
        const { rows }: { rows: (Entry & { id: string })[] } = await database.query(
          `select entity, id, data from row where hot and (entity, id) > ($1, $2) order by entity, id limit ${HOT_PART}`,
          [...after],
        );
        if (rows.length > 0) part({ seq: this.#seq, rows: byEntity(rows) });
        const last = rows.at(-1);
        after = last && rows.length === HOT_PART ? [last.entity, last.id] : null;
      }
    });
  }

  group(group: string): Promise<RowsAt> {
    return this.#inTurn(async (database) => {
      const { rows } = await database.query<Entry>('select entity, data from row where grp = $1', [
        group,
      ]);
      return { seq: this.#seq, rows: byEntity(rows) };
    });
  }

  search({ text, kind, limit }: LocalSearch): Promise<LocalHits> {
    return this.#inTurn(async (database) => {
      const words = query(text);
      if (words === '') return { rows: [] };
      const hits = async (sql: string): Promise<LocalHits['rows']> => {
        const { rows } = await database.query<Entry>(sql, [kind, words, limit]);
        return rows.map(({ entity, data }) => ({ entity, row: JSON.parse(data) as ReplicaRow }));
      };
      const newest = await hits(NEWEST_HITS);
      return { rows: newest.length >= limit ? newest : await hits(RARE_HITS) };
    });
  }

  sums(rows: SummedRows): Promise<readonly ScopeSum[]> {
    return this.#inTurn(async (database) => {
      const hash = rowHashSql({ entity: 'entity', id: 'id', rev: 'rev' });
      const isSummed =
        'above' in rows
          ? `seq > $1::bigint and generation >= ${this.#generations.base}`
          : 'entity in (select json_array_elements_text($1::json))';
      const { rows: sums } = await database.query<ScopeSum>(
        `select scope_id as "scopeId", entity, count(*)::int as count, ${sumSql(`bit_xor(${hash})`)} as sum
           from row where ${isSummed} group by scope_id, entity order by scope_id, entity`,
        ['above' in rows ? rows.above : JSON.stringify(rows.entities)],
      );
      return sums;
    });
  }

  /**
   * Deleted rows stay readable in a database's files: what is left of it moves to another one, and they go. One that a
   * revocation owes and that does not come to its end is made good when the store is opened the next time.
   */
  purge(): Promise<void> {
    return this.#inTurn(async (database) => {
      const next = await this.#home.openNext();
      await copyRows(database, next);
      await next.query('delete from meta where name = $1', [PURGE_OWED]);
      await this.#home.flush(next);
      await this.#home.adopt(database);
      this.#opened = next;
    });
  }

  close(): Promise<void> {
    this.#cancelTidy();
    return this.#afterOthers(async () => {
      const database = this.#opened;
      this.#opened = null;
      if (database) await this.#home.close(database);
    });
  }

  /** The place of what is read. */
  get #seq(): number {
    return this.#place?.cursor?.seq ?? -1;
  }

  async #make(): Promise<void> {
    try {
      this.#opened = await this.#home.make();
    } catch (error) {
      this.#failure = error;
    }
  }

  /** Once nothing was asked for a while. */
  #tidyLater(): void {
    this.#cancelTidy();
    if (!this.#clock) return;
    this.#cancelTidy = this.#clock.after(QUIET_MS, () => {
      void this.#afterOthers(async () => {
        if (this.#opened) await vacuumWorn(this.#opened);
        // The next call says what is wrong with it.
      }).catch(() => undefined);
    });
  }

  #inTurn<T>(call: (database: PGlite) => Promise<T>): Promise<T> {
    this.#tidyLater();
    return this.#afterOthers(() => {
      if (!this.#opened) throw new Error('the store is not open', { cause: this.#failure });
      return call(this.#opened);
    });
  }

  #afterOthers<T>(call: () => Promise<T>): Promise<T> {
    const answer = this.#turn.then(call);
    this.#turn = answer.catch(() => undefined);
    return answer;
  }
}

/** In `meta` from the commit of a revocation until its rows are nowhere in the files. */
const PURGE_OWED = 'purge owed';
const OWE_PURGE = `insert into meta values ('${PURGE_OWED}', 'true') on conflict (name) do nothing`;

/** Does a commit take away rows that may not be seen any more? */
async function takesRows(tx: Transaction, { edits }: StoreCommit): Promise<boolean> {
  for (const edit of edits) {
    if (edit.type === 'frame' && edit.revoked.length > 0) return true;
    if (edit.type !== 'page' || edit.page.onlyScopes === null) continue;
    const { rows } = await tx.query(
      'select 1 from row where scope_id not in (select json_array_elements_text($1::json)) limit 1',
      [JSON.stringify(edit.page.onlyScopes)],
    );
    if (rows.length > 0) return true;
  }
  return false;
}

const parsed = <T>(text: string | undefined, otherwise: T): T =>
  text === undefined ? otherwise : (JSON.parse(text) as T);

function byEntity(entries: readonly Entry[]): Record<string, ReplicaRow[]> {
  const rows: Record<string, ReplicaRow[]> = {};
  for (const { entity, data } of entries) (rows[entity] ??= []).push(JSON.parse(data));
  return rows;
}
