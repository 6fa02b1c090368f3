import pg from 'pg';
import { PostgresSessions } from './postgres-sessions.ts';
import { REPEATABLE_SCHEMA, REPEATABLE_SETTINGS } from './repeatable-schema.ts';

/**
 * The simulator's own synced tables: items, and notes that follow their item from scope to scope. Captured by the product's own
 * triggers, and cheap to write. `sim_effects` has a line for every time that a mutation took effect; `sim_outbox` what is to leave the
 * house.
 */
const TABLES = `
  create table sim_items (
    id uuid primary key,
    organization_id uuid not null references organizations (id) on delete cascade,
    scope_id uuid not null,
    "scopeId" uuid generated always as (scope_id) stored,
    title text not null,
    value int not null default 0,
    owner uuid,
    last int not null default 0,
    updated_at timestamptz(3) not null default sim.clock_timestamp(),
    rev int not null default 1,
    unique (id, scope_id)
  );
  create index on sim_items (organization_id, id);
  create table sim_notes (
    id uuid primary key,
    organization_id uuid not null,
    scope_id uuid not null,
    "scopeId" uuid generated always as (scope_id) stored,
    item uuid not null,
    number int not null,
    text text not null,
    author uuid,
    hot boolean not null default false,
    state text not null default '',
    updated_at timestamptz(3) not null default sim.clock_timestamp(),
    rev int not null default 1,
    foreign key (item, scope_id) references sim_items (id, scope_id) on update cascade on delete cascade
  );
  create index on sim_notes (organization_id, id);
  create index on sim_notes (item, id);
  create table sim_effects (
    organization_id uuid not null,
    uid text not null,
    place bigint generated always as identity
  );
  create index on sim_effects (organization_id, place);
  create table sim_outbox (
    note uuid primary key,
    organization_id uuid not null,
    uid text not null,
    state text not null
  );
  create index on sim_outbox (organization_id, note);
  select tenant_table(t::regclass) from unnest(array['sim_items', 'sim_notes', 'sim_effects', 'sim_outbox']) t;
  select sync_capture(t) from unnest(array['sim_items', 'sim_notes']) t;
`;

/**
 * Tables with rows of one workspace: the column that names it, and all that can be written. Children stand behind what they refer to.
 */
const WORKSPACE_TABLES = [
  [
    'inbox_grants',
    'organization_id',
    'id, inbox_id, membership_id, team_id, created_at, updated_at',
  ],
  ['sim_items', 'organization_id', 'id, scope_id, title, value, owner, last, updated_at, rev'],
  [
    'sim_notes',
    'organization_id',
    'id, scope_id, item, number, text, author, hot, state, updated_at, rev',
  ],
  ['sim_effects', 'organization_id', 'uid, place'],
  ['sim_outbox', 'organization_id', 'note, uid, state'],
  ['sync_replica', 'workspace_id', 'replica_id, user_id, last_mid, last_seen, created_at'],
  ['sync_result', 'workspace_id', 'uid, user_id, replica_id, mid, status, code, message, data, at'],
  ['sync_adoption', 'workspace_id', 'replica_id, mid, uid'],
  [
    'sync_change',
    'workspace_id',
    'seq, idx, scope_id, entity, entity_id, op, row, schema_version, tag, replica_id, mid, uid, at',
  ],
  ['sync_workspace', 'workspace_id', 'epoch, head, floor, tag, last_at'],
] as const;

const COPIES = WORKSPACE_TABLES.map(
  ([table, key]) => `create unlogged table copy_${table} as select * from ${table} with no data;
    create index on copy_${table} (${key});`,
).join('\n');

/** What gathers statistics in its own time would have plans, and with them the order of rows, change in it. */
const UNWATCHED = `do $$ declare target regclass; begin
  for target in select oid from pg_class where relkind = 'r' and (relispartition or relname in (
    'organizations', 'users', 'memberships', 'inboxes', 'sync_stage', 'sync_mark', ${WORKSPACE_TABLES.map(([table]) => `'${table}'`).join(', ')}))
  loop execute format('alter table %s set (autovacuum_enabled = off)', target); end loop; end $$`;

/** Every table of the simulator in a database that has the product's migrations. */
export async function installSimulator(url: string): Promise<PostgresSessions> {
  await settle(url);
  const sessions = await PostgresSessions.open(url);
  await sessions.control.query(REPEATABLE_SCHEMA);
  await sessions.control.query(TABLES);
  await sessions.control.query(COPIES);
  await sessions.control.query(UNWATCHED);
  return sessions;
}

async function settle(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(REPEATABLE_SETTINGS);
  await client.end();
}

/** Removes what an earlier run of the same seed has left, and lets everything be drawn from the beginning. */
export async function beginAnew({ control }: PostgresSessions, workspaceId: string): Promise<void> {
  const { rows } = await control.query<{ isKnown: boolean }>({
    name: 'begin-anew',
    text: `select setval('sim.dice', 1, false), exists (select from organizations where id = $1) as "isKnown"`,
    values: [workspaceId],
  });
  if (!rows[0]?.isKnown) return;
  const of = (table: string, key = 'organization_id'): string =>
    `delete from ${table} where ${key} = '${workspaceId}';`;
  const synced = WORKSPACE_TABLES.toReversed().map(([table, key]) => of(table, key));
  const users = `delete from users where id in (select user_id from memberships where organization_id = '${workspaceId}');`;
  await control.query(`begin; set local session_replication_role = replica; ${synced.join('\n')}
    ${users} ${['inboxes', 'memberships'].map((table) => of(table)).join('\n')} ${of('organizations', 'id')} commit`);
}

/** Copies what a workspace is now: the backup. */
export async function backUp({ control }: PostgresSessions, workspaceId: string): Promise<void> {
  const statements = WORKSPACE_TABLES.map(
    ([table, key]) => `delete from copy_${table} where ${key} = '${workspaceId}';
      insert into copy_${table} select * from ${table} where ${key} = '${workspaceId}';`,
  );
  await control.query(`begin; ${statements.join('\n')} commit`);
}

/**
 * Sets a workspace back to its backup. A server that notices mints an epoch, and leaves what had not left the house by then to a
 * person.
 */
export async function restore(
  { control }: PostgresSessions,
  workspaceId: string,
  mintsEpoch: boolean,
): Promise<void> {
  const removed = WORKSPACE_TABLES.toReversed().map(
    ([table, key]) => `delete from ${table} where ${key} = '${workspaceId}';`,
  );
  const brought = WORKSPACE_TABLES.map(
    ([table, key, columns]) => `insert into ${table} (${key}, ${columns}) overriding system value
      select ${key}, ${columns} from copy_${table} where ${key} = '${workspaceId}';`,
  );
  const minted = mintsEpoch
    ? `update sync_workspace set epoch = sim.gen_random_uuid() where workspace_id = '${workspaceId}';`
    : '';
  // Triggers are off: a restore is no writer.
  await control.query(
    `begin; set local session_replication_role = replica; ${removed.join('\n')} ${brought.join('\n')} ${minted} commit`,
  );
  if (mintsEpoch) await leaveToPerson(control, workspaceId);
}

async function leaveToPerson(
  control: PostgresSessions['control'],
  workspaceId: string,
): Promise<void> {
  await control.query(
    `begin; with unsure as (
      update sim_outbox set state = 'UNCERTAIN'
      where organization_id = '${workspaceId}' and state in ('QUEUED', 'SENDING') returning note)
    update sim_notes set state = 'UNCERTAIN' where id in (select note from unsure); commit`,
  );
}
