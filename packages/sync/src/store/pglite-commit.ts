import type { Transaction } from '@electric-sql/pglite';
import type { Change } from '@frontdesk/core/sync-protocol';
import type { LoadTarget } from './confirmed-rows.ts';
import { vec } from '@frontdesk/core/search-tokens';
import type { LocalRules } from './local-rules.ts';
import type { RowEdit, StoreCommit, StorePage } from './local-store.ts';
import { LOADED } from './pglite-schema.ts';
import { isHot } from './is-hot.ts';
import { revOf } from './row-sum.ts';
import { rowKey, type ReplicaRow } from './rows.ts';

/** Which loads have been: kept beside the rows, since a load goes on after a restart. */
export type Generations = {
  /** Given to rows that come now. */
  readonly now: number;
  /** Rows of earlier ones are of another epoch. */
  readonly base: number;
  readonly loading: { readonly target: LoadTarget; readonly generation: number } | null;
};

export const FIRST_GENERATION: Generations = { now: 0, base: 0, loading: null };

type Version = { readonly seq: number; readonly idx: number };
type Put = Version & { readonly entity: string; readonly row: ReplicaRow };
type Removal = Version & { readonly entity: string; readonly id: string };

const isOlder = (a: Version, b: Version | undefined): boolean =>
  b !== undefined && (a.seq < b.seq || (a.seq === b.seq && a.idx < b.idx));

/** Writes one commit inside of a transaction of the database. */
export class PgliteCommit {
  readonly #tx: Transaction;
  readonly #rules: LocalRules;
  #generations: Generations;

  constructor(tx: Transaction, rules: LocalRules, generations: Generations) {
    this.#tx = tx;
    this.#rules = rules;
    this.#generations = generations;
  }

  /** Answers the generations as they are once the transaction has been committed. */
  async write({ edits, place, settled, noted }: StoreCommit): Promise<Generations> {
    const before = this.#generations;
    for (const edit of edits) await this.#edit(edit);
    // What is noted came by an earlier commit: the same work may have come to something again since.
    if (noted.length > 0) {
      await this.#run(
        `delete from settled where uid in (select json_array_elements_text($1::json))`,
        noted,
      );
    }
    if (settled.length > 0) {
      await this.#run(
        `insert into settled select r.uid, r.data::text
           from json_to_recordset($1::json) as r(uid text, data json)
         on conflict (uid) do update set data = excluded.data`,
        settled.map((one) => ({ uid: one.uid, data: one })),
      );
    }
    await this.#keep('place', place);
    if (this.#generations !== before) await this.#keep('generations', this.#generations);
    return this.#generations;
  }

  async #edit(edit: RowEdit): Promise<void> {
    switch (edit.type) {
      case 'frame':
        await this.#frame(edit.changes);
        if (edit.revoked.length > 0) await this.#removeWhere('scope_id in (', edit.revoked);
        return;
      case 'begin_load':
        return this.#beginLoad(edit.target);
      case 'page':
        return this.#page(edit.page);
      case 'end_load':
        return this.#endLoad();
    }
  }

  /** Of several changes of one row the last deletion and what came after it are done. */
  async #frame(changes: readonly Change[]): Promise<void> {
    const puts = new Map<string, Put>();
    const removals = new Map<string, Removal>();
    for (const change of changes) {
      const { op, entity, id, seq, idx, row } = change;
      const key = rowKey(entity, id);
      const put = puts.get(key);
      const removal = removals.get(key);
      if (isOlder(change, put) || isOlder(change, removal)) continue;
      // The protocol gives a row, with id and scopeId, to exactly the U.
      if (op === 'U') puts.set(key, { entity, seq, idx, row: row as ReplicaRow });
      else {
        puts.delete(key);
        removals.set(key, { entity, seq, idx, id });
      }
    }
    if (removals.size > 0) await this.#remove([...removals.values()]);
    await this.#put([...puts.values()]);
  }

  async #page({ seq, rows, onlyScopes }: StorePage): Promise<void> {
    if (onlyScopes) await this.#removeWhere('scope_id not in (', onlyScopes);
    const puts = Object.entries(rows).flatMap(([entity, of]) =>
      of.map((row) => ({ entity, row, seq, idx: LOADED })),
    );
    for (let at = 0; at < puts.length; at += PUT_TOGETHER) {
      await this.#put(puts.slice(at, at + PUT_TOGETHER));
    }
  }

  async #beginLoad(target: LoadTarget): Promise<void> {
    const generation = this.#generations.now + 1;
    const isAll = target.kind === 'replica';
    const base = isAll ? generation : this.#generations.base;
    this.#generations = { now: generation, base, loading: { target, generation } };
    if (isAll) await this.#tx.query('delete from tombstone');
  }

  async #endLoad(): Promise<void> {
    const { loading } = this.#generations;
    if (!loading) return;
    this.#generations = { ...this.#generations, loading: null };
    await this.#tx.query('delete from tombstone');
    const { target, generation } = loading;
    const old = `generation < ${generation}`;
    if (target.kind === 'replica') await this.#removeWhere(`${old} and '' not in (`, []);
    else if (target.kind === 'scope') {
      await this.#removeWhere(`${old} and scope_id in (`, [target.scope]);
    } else await this.#removeWhere(`${old} and entity in (`, target.entities);
  }

  async #put(puts: readonly Put[]): Promise<void> {
    if (puts.length === 0) return;
    const { now, base } = this.#generations;
    await this.#run(
      putSql(now, base),
      puts.map(({ entity, row, seq, idx }) => this.#rowOf(entity, row, { seq, idx })),
    );
  }

  #rowOf(entity: string, row: ReplicaRow, version: Version): Readonly<Record<string, unknown>> {
    const searched = this.#rules.searchOf(entity, row);
    const sv = searched ? vec(searched.text) : '';
    return {
      entity,
      id: row.id,
      scope_id: row.scopeId,
      grp: this.#rules.groupOf(entity, row),
      hot: isHot(this.#rules, entity, row),
      ...version,
      rev: revOf(row),
      data: row,
      ...(searched && sv !== '' ? { kind: searched.kind, at: searched.at, sv } : {}),
    };
  }

  async #remove(removals: readonly Removal[]): Promise<void> {
    const { base, loading } = this.#generations;
    // By ids, so that the index is used whatever the planner believes of the size of the tables.
    const ids = [...new Set(removals.map(({ id }) => id))];
    const known = `select 1 from json_to_recordset($1::json) as d(entity text, id text, seq bigint, idx integer)
      where d.id = row.id and d.entity = row.entity`;
    await this.#tx.query(
      `with gone as (
         delete from row where id = any($2::text[])
           and exists (${known} and (row.generation < ${base} or (row.seq, row.idx) <= (d.seq, d.idx)))
         returning id, entity)
       delete from search s using gone where s.id = any($2::text[])
         and s.id = gone.id and s.entity = gone.entity`,
      [JSON.stringify(removals), ids],
    );
    if (!loading) return;
    await this.#run(
      `insert into tombstone (id, entity, seq, idx)
       select d.id, d.entity, d.seq, d.idx
         from json_to_recordset($1::json) as d(entity text, id text, seq bigint, idx integer)
        where not exists (select from row where row.id = d.id and row.entity = d.entity)
       on conflict (id, entity) do update set seq = excluded.seq, idx = excluded.idx
         where (tombstone.seq, tombstone.idx) < (excluded.seq, excluded.idx)`,
      removals,
    );
  }

  /** `condition` ends in an open list, which the texts fill. */
  async #removeWhere(condition: string, texts: readonly string[]): Promise<void> {
    await this.#run(
      `with gone as (
         delete from row where ${condition}select json_array_elements_text($1::json)) returning id, entity)
       delete from search s using gone where s.id = gone.id and s.entity = gone.entity`,
      texts,
    );
  }

  async #keep(name: string, data: unknown): Promise<void> {
    await this.#tx.query(
      `insert into meta values ($1, $2) on conflict (name) do update set data = excluded.data`,
      [name, JSON.stringify(data)],
    );
  }

  async #run(sql: string, json: readonly unknown[]): Promise<void> {
    await this.#tx.query(sql, [JSON.stringify(json)]);
  }
}

/** Rows in one statement: more of them are not faster, and take memory. */
const PUT_TOGETHER = 500;

/** Puts rows that are not older than what is known, and what they are found by. */
const putSql = (generation: number, base: number): string => `
with incoming as materialized (
  select * from json_to_recordset($1::json) as r(entity text, id text, scope_id text, grp text, hot boolean,
    seq bigint, idx integer, rev integer, data json, kind text, at text, sv text)),
taken as (
  insert into row (entity, id, scope_id, grp, hot, seq, idx, generation, rev, data)
  select i.entity, i.id, i.scope_id, i.grp, i.hot, i.seq, i.idx, ${generation}, i.rev, i.data::text
    from incoming i
   where not exists (select from tombstone t
                      where t.id = i.id and t.entity = i.entity and (t.seq, t.idx) > (i.seq, i.idx))
  on conflict (id, entity) do update
    set scope_id = excluded.scope_id, grp = excluded.grp, hot = excluded.hot, seq = excluded.seq,
        idx = excluded.idx, generation = excluded.generation, rev = excluded.rev, data = excluded.data
    where row.generation < ${base} or (row.seq, row.idx) <= (excluded.seq, excluded.idx)
  returning id, entity),
wordless as (
  delete from search s using taken t
   where s.id = any(array(select i.id from incoming i where i.sv is null))
     and s.id = t.id and s.entity = t.entity
     and exists (select from incoming i where i.id = t.id and i.entity = t.entity and i.sv is null))
insert into search (id, entity, kind, at, sv)
select i.id, i.entity, i.kind, i.at, i.sv::tsvector
  from incoming i join taken t on t.id = i.id and t.entity = i.entity
 where i.sv is not null
on conflict (id, entity) do update
  set kind = excluded.kind, at = excluded.at, sv = excluded.sv
  where (search.kind, search.at) is distinct from (excluded.kind, excluded.at) or search.sv <> excluded.sv`;
