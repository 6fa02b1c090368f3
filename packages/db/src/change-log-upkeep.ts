import { type Db, rawPool } from './client.ts';

/** Months of the log whose partition is there before their first row. */
const MONTHS_AHEAD = 2;
/** Offline leases end after 14 days; a replica that was away longer starts anew. */
const KEEP_DAYS = 30;
/** Results outlive every lease, so that what an old device pushes again is still known. */
const KEEP_RESULTS_DAYS = 90;

export type Upkeep = { readonly partitionsAdded: number; readonly partitionsDropped: string[] };

/**
 * Makes the log's next partitions, and drops those that hold nothing younger than 30 days; forgets results and replicas
 * after 90. Safe to run at any time and by several processes; once a day is often enough.
 */
export async function keepUpChangeLog(db: Db, now: Date): Promise<Upkeep> {
  const pool = rawPool(db);
  const { rows } = await pool.query<{ added: string }>(
    `select count(*) filter (where sync_add_partition($1::timestamptz + make_interval(months => m))) as added
     from generate_series(0, $2::int) m`,
    [now.toISOString(), MONTHS_AHEAD],
  );
  const partitionsDropped = await dropOldPartitions(db, daysBefore(now, KEEP_DAYS));
  const old = daysBefore(now, KEEP_RESULTS_DAYS).toISOString();
  await pool.query('delete from sync_result where at < $1', [old]);
  await pool.query('delete from sync_replica where last_seen < $1', [old]);
  return { partitionsAdded: Number(rows[0]?.added), partitionsDropped };
}

async function dropOldPartitions(db: Db, cutoff: Date): Promise<string[]> {
  const pool = rawPool(db);
  const { rows } = await pool.query<{ name: string; until: string }>(
    `select name, until from (
       select c.relname as name,
         substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \\(''([^'']+)''\\)')::timestamptz as until
       from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'sync_change'::regclass
     ) as partition where until <= $1 order by until`,
    [cutoff.toISOString()],
  );
  for (const { name } of rows) {
    // Readers learn first that these entries may be gone; whole transactions, for all rows of one have one time.
    await pool.query(
      `update sync_workspace w set floor = greatest(w.floor, gone.seq)
       from (select workspace_id, max(seq) as seq from ${name} group by 1) gone
       where gone.workspace_id = w.workspace_id`,
    );
    await pool.query(`drop table if exists ${name}`);
  }
  return rows.map(({ name }) => name);
}

const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * 86_400_000);
