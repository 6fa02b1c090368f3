import { ENTITY_NAMES } from '@frontdesk/core/entity-registry';
import type pg from 'pg';

export type Audit = {
  readonly workspaces: number;
  readonly transactions: number;
  /** Rows of the tables that were held against the log. */
  readonly rows: number;
  /** What the log and the tables that it captures disagree on, one line each. */
  readonly problems: readonly string[];
};

/** More of one kind say nothing new. */
const MOST_LINES = 200;

/**
 * Replays what is kept of every workspace's log and compares it with the tables, in one snapshot (rule 109). Where the
 * log no longer reaches back to a row's last change nothing can be said of that row; nor of rows that were changed in
 * bulk, for which the log has a marker only. Takes a client of the login role that is in no transaction.
 */
export async function auditChangeLog(client: pg.ClientBase): Promise<Audit> {
  await client.query('begin isolation level repeatable read read only');
  try {
    // Images in the log are in UTC.
    await client.query(`set local timezone = 'UTC'`);
    const problems: string[] = [];
    for (const check of ORDER_CHECKS) problems.push(...(await linesOf(client, check)));
    let compared = 0;
    for (const entity of ENTITY_NAMES) {
      const { rows } = await client.query<{ count: string }>(`select count(*) from ${entity}`);
      compared += Number(rows[0]?.count);
      problems.push(...(await linesOf(client, rowsThatDiffer(entity))));
    }
    const { rows } = await client.query<{ workspaces: string; transactions: string }>(
      `select count(*) as workspaces, coalesce(sum(head - floor), 0) as transactions from sync_workspace`,
    );
    const [{ workspaces, transactions } = { workspaces: '0', transactions: '0' }] = rows;
    return {
      workspaces: Number(workspaces),
      transactions: Number(transactions),
      rows: compared,
      problems,
    };
  } finally {
    await client.query('rollback');
  }
}

async function linesOf(client: pg.ClientBase, query: string): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(
    `select line from (${query}) as found order by line limit ${MOST_LINES}`,
  );
  return rows.map(({ line }) => line);
}

/** Each transaction of the log that is kept, once. */
const TRANSACTIONS = `
  select c.workspace_id, c.seq, min(c.at) as at, max(c.at) as last_at, count(distinct c.tag) as tags,
    min(c.tag::text) as tag, count(*) as entries, min(c.idx) as first_idx, max(c.idx) as last_idx
  from sync_change c join sync_workspace w using (workspace_id) where c.seq > w.floor group by 1, 2`;

const ORDER_CHECKS = [
  // I1: from the floor to the head, without a hole.
  `select format('log of %s: %s follows %s', workspace_id, seq, before) as line from (
     select workspace_id, seq, lag(seq, 1, w.floor) over (partition by workspace_id order by seq) as before
     from (${TRANSACTIONS}) t join sync_workspace w using (workspace_id)) s where seq <> before + 1`,
  `select format('log of %s: it ends at %s, and its head is %s', w.workspace_id, coalesce(max(seq), w.floor), w.head) as line
   from sync_workspace w left join (${TRANSACTIONS}) t using (workspace_id)
   group by w.workspace_id, w.head, w.floor having coalesce(max(seq), w.floor) <> w.head`,
  // One transaction has one tag, one time, and its entries counted from 1; no two have the same tag.
  `select format('log of %s: transaction %s is not of one piece', workspace_id, seq) as line
   from (${TRANSACTIONS}) t where tags <> 1 or at <> last_at or first_idx <> 1 or last_idx <> entries`,
  `select format('log of %s: %s transactions have the tag %s', workspace_id, count(*), tag) as line
   from (${TRANSACTIONS}) t group by workspace_id, tag having count(*) > 1`,
  `select format('log of %s: the tag of its head is not that of its last transaction', w.workspace_id) as line
   from sync_workspace w join (${TRANSACTIONS}) t on t.workspace_id = w.workspace_id and t.seq = w.head
   where t.tag <> w.tag::text`,
  // Rule 17.
  `select format('log of %s: %s is dated before what it follows', workspace_id, seq) as line from (
     select workspace_id, seq, at, lag(at) over (partition by workspace_id order by seq) as before
     from (${TRANSACTIONS}) t) s where at < before`,
] as const;

/**
 * The row's last image in the log has to be the row; X and D leave none. A row without an image was last changed before
 * the log begins. A marker of a workspace's own scope speaks of all its rows of that entity.
 */
const rowsThatDiffer = (entity: string): string => `
  with kept as (
    select c.* from sync_change c join sync_workspace w using (workspace_id)
    where c.seq > w.floor and c.entity = '${entity}'
  ), last as (
    select distinct on (entity_id) entity_id, workspace_id, scope_id, seq, op, row from kept
    where op in ('U', 'D', 'X') order by entity_id, seq desc, idx desc
  ), bulk as (
    select workspace_id, scope_id, max(seq) as seq from kept where op = 'refetch' group by 1, 2
  ), start as (
    select w.workspace_id, w.floor, min(c.at) as at from sync_workspace w
    left join sync_change c on c.workspace_id = w.workspace_id and c.seq = w.floor + 1 group by 1, 2
  )
  select '${entity} ' || coalesce(t.id, last.entity_id) || ': ' || case
      when last.entity_id is null then 'a row that the log does not know'
      when t.id is null then 'the log has a row that is gone'
      when last.op <> 'U' then 'a row that is gone by the log'
      else 'the log has another image' end as line
  from last full join ${entity} t on t.id = last.entity_id
  left join start on start.workspace_id = t.organization_id
  where not exists (
      select from bulk where bulk.workspace_id = coalesce(t.organization_id, last.workspace_id)
        and bulk.scope_id in (coalesce(t.scope_id, last.scope_id), last.scope_id, bulk.workspace_id)
        and bulk.seq > coalesce(last.seq, 0))
    and case
      when last.entity_id is null then start.floor = 0 or t.updated_at >= start.at
      when t.id is null then last.op = 'U'
      else last.op <> 'U' or last.row <> to_jsonb(t) end`;
