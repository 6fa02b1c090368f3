import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

export const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };

/** Prisma's own table, so that its tools read our history. */
const HISTORY = `create table if not exists _prisma_migrations (
  id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz,
  migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
  started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`;

/**
 * Applies what the database does not have yet, in order, each migration in a transaction of its own that two starting
 * processes take in turn. Forward only. `url` must reach Postgres itself or a pooler in transaction mode.
 *
 * @throws Error fit for a user: an applied migration was edited, or one failed (nothing of it is left behind).
 */
export const migrate = (url: string): Promise<{ applied: string[] }> =>
  migrateFrom(MIGRATIONS, url);

/** As `migrate`, with the migrations of another folder: tests add theirs. */
export async function migrateFrom(folder: string, url: string): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(folder);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const applied: string[] = [];
    for (const migration of migrations) {
      if (await inTurn(client, () => applyOnce(client, migration))) applied.push(migration.name);
    }
    return { applied };
  } finally {
    await client.end();
  }
}

/** Every migration of this build, oldest first, with the checksum that Prisma computes: sha256 of the file. */
async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.toSorted().map(async (name) => {
      const sql = await readFile(`${folder}/${name}/migration.sql`, 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function inTurn<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    await client.query(`select pg_advisory_xact_lock(hashtext('frontdesk.migrate'))`);
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

async function applyOnce(client: pg.Client, migration: Migration): Promise<boolean> {
  await client.query(HISTORY);
  const { rows } = await client.query<{ checksum: string }>(
    'select checksum from _prisma_migrations where migration_name = $1 and rolled_back_at is null',
    [migration.name],
  );
  const known = rows[0];
  if (known) {
    if (known.checksum === migration.checksum) return false;
    throw new Error(
      `migration ${migration.name} was edited after it had been applied; restore the file and write a new migration`,
    );
  }
  const before = await syncedColumns(client);
  await run(client, migration);
  const after = await syncedColumns(client);
  // Replicas hold rows of the old shape: the log tells them to fetch the table again.
  for (const [entity, columns] of after) {
    const was = before.get(entity);
    if (was !== undefined && was !== columns) {
      await client.query('select sync_refetch_entity($1)', [entity]);
    }
  }
  await client.query(
    `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
     values ($1, $2, $3, clock_timestamp(), 1)`,
    [randomUUID(), migration.checksum, migration.name],
  );
  return true;
}

async function run(client: pg.Client, { name, sql }: Migration): Promise<void> {
  try {
    await client.query(sql);
  } catch (error) {
    const { message, hint } = error as pg.DatabaseError;
    const more = hint ? ` (${hint})` : '';
    throw new Error(`migration ${name} failed: ${message}${more}`, { cause: error });
  }
}

/** The columns of each captured table, as one text. */
async function syncedColumns(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ entity: string; columns: string }>(
    `select c.relname as entity, string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attname) as columns
     from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_attribute a on a.attrelid = c.oid
     where t.tgname = 'sync_insert' and a.attnum > 0 and not a.attisdropped group by 1`,
  );
  return new Map(rows.map(({ entity, columns }) => [entity, columns]));
}
