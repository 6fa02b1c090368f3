import { type Db, rawPool } from './client.ts';

type Cluster = { readonly system: string; readonly timeline: number };

/**
 * Mints a new epoch for every workspace when this database runs on another cluster or timeline than the last time: it
 * was restored to a point in time, failed over or was copied, so cursors from before may name what never happened here.
 * (A copied data folder is the same cluster: replicas notice that one by the log's tags.) Called once at start, before
 * anything is sent. `hold` sees to it that what is unsent waits for a person; only when it has succeeded is the move noted,
 * so that a start which dies in between holds again. Other starts wait meanwhile. Returns whether it minted.
 */
export async function mintEpochIfMoved(db: Db, hold: () => Promise<void>): Promise<boolean> {
  const client = await rawPool(db).connect();
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtext('frontdesk.epoch'))`);
    const { rows } = await client.query<Cluster>(
      `select system_identifier::text as system, timeline_id as timeline
       from pg_control_system(), pg_control_checkpoint()`,
    );
    const here = rows[0];
    const known = await client.query<Cluster>(
      `select system_identifier::text as system, timeline from sync_cluster`,
    );
    const before = known.rows[0];
    const hasMoved =
      before !== undefined && (before.system !== here?.system || before.timeline !== here.timeline);
    if (hasMoved) {
      // First and by itself: it writes to the log, whose heads this transaction is about to lock.
      await hold();
      await client.query(`update sync_workspace set epoch = gen_random_uuid()`);
    }
    await client.query(
      `insert into sync_cluster (system_identifier, timeline) values ($1, $2)
       on conflict (only_row) do update set
         system_identifier = excluded.system_identifier, timeline = excluded.timeline, at = now()`,
      [here?.system, here?.timeline],
    );
    await client.query('commit');
    return hasMoved;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}
