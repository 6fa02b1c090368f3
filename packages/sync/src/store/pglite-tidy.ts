import type { PGlite } from '@electric-sql/pglite';

/** Below this, a table is not worth the while. */
const FEW_ROWS = 1_000;

/** Of a table's rows. */
const WORN = 0.2;

/**
 * Gives the room of replaced and deleted rows back to the tables that have much of it; nothing in PGlite does so by itself.
 * 20,000 such rows take some 40 ms. What was counted is lost when a tab is killed: a table of which nothing is known is
 * looked through, which costs little where it has been before.
 */
export async function vacuumWorn(database: PGlite): Promise<void> {
  // What was counted within the last second is not told else.
  await database.query('select pg_stat_force_next_flush()');
  const { rows } = await database.query<{ name: string }>(
    `select relname as name from pg_stat_user_tables
      where n_dead_tup > ${FEW_ROWS} and n_dead_tup > n_live_tup * ${WORN}
         or n_dead_tup + n_live_tup = 0 and pg_relation_size(relid) > 1000000`,
  );
  for (const { name } of rows) await database.query(`vacuum "${name}"`);
}
