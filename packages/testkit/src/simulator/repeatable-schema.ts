/**
 * A database in which a seed repeats: its clock is the world's (`sim.now`, set by each transaction), its dice are numbered, and rows come
 * in the order of an index wherever a statement names none, however full the tables are and whatever the planner would hold for cheaper.
 * The triggers' code is the product's; only where it finds the clock and the dice is changed.
 */
export const REPEATABLE_SCHEMA = `
  create schema sim;
  grant usage on schema sim to public;
  create function sim.clock_timestamp() returns timestamptz stable language sql as
    $$ select coalesce(nullif(current_setting('sim.now', true), ''), '2026-11-20T08:00:00Z')::timestamptz $$;
  create sequence sim.dice;
  create function sim.gen_random_uuid() returns uuid volatile language sql as
    $$ select md5(nextval('sim.dice')::text)::uuid $$;
  alter function sync_flush() set search_path = sim, pg_catalog, public, pg_temp;
  alter function sync_touch() set search_path = sim, pg_catalog, public, pg_temp;
  alter table sync_workspace alter epoch set default sim.gen_random_uuid(), alter tag set default sim.gen_random_uuid();
  alter table memberships alter created_at set default sim.clock_timestamp(), alter updated_at set default sim.clock_timestamp();
  alter table inboxes alter created_at set default sim.clock_timestamp(), alter updated_at set default sim.clock_timestamp();
`;

/** By name: of every connection that is made from then on. */
const SETTINGS = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashagg: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  plan_cache_mode: 'force_generic_plan',
  // A ring of waits is found by the simulator, not by a clock.
  deadlock_timeout: '1h',
};

/** Run before anybody else connects. */
export const REPEATABLE_SETTINGS = `do $$ begin ${Object.entries(SETTINGS)
  .map(
    ([name, value]) =>
      `execute format('alter database %I set ${name} = %L', current_database(), '${value}');`,
  )
  .join(' ')} end $$`;
