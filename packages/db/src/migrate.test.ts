import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type TestDatabase,
  createDatabase,
  createEmptyDatabase,
} from '@frontdesk/testkit/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChangeLog } from './change-log.ts';
import { createDb } from './client.ts';
import { MIGRATIONS, migrate, migrateFrom } from './migrate.ts';
import { createWorkspace } from './testing/workspace.ts';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createEmptyDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

describe('migrate', () => {
  it('applies everything once, whoever starts at the same time', async () => {
    const runs = await Promise.all([migrate(database.url), migrate(database.url)]);
    const applied = runs.flatMap((run) => run.applied);
    expect(applied.toSorted()).toEqual([...new Set(applied)].toSorted());
    expect(applied.length).toBeGreaterThan(1);
    expect(await migrate(database.url)).toEqual({ applied: [] });
  });

  it("keeps its history in Prisma's format", async () => {
    const { rows } = await client.query(
      'select checksum, finished_at, applied_steps_count from _prisma_migrations order by migration_name',
    );
    expect(rows[0]).toMatchObject({
      checksum: expect.stringMatching(/^[\da-f]{64}$/),
      finished_at: expect.any(Date),
      applied_steps_count: 1,
    });
  });

  it('refuses a migration that was edited after it had been applied', async () => {
    await client.query(
      `update _prisma_migrations set checksum = 'x' where migration_name like '%_tenancy'`,
    );
    await expect(migrate(database.url)).rejects.toThrow(/_tenancy was edited after/);
  });
});

describe('a migration', () => {
  let folder: string;
  let migrated: TestDatabase;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'frontdesk-migrations-'));
    await cp(MIGRATIONS, folder, { recursive: true });
    migrated = await createDatabase();
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await migrated.drop();
  });
  const addMigration = async (name: string, sql: string): Promise<void> => {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'migration.sql'), sql);
  };

  it('that changes the columns of a synced table tells every replica to fetch it again', async () => {
    const db = createDb({ url: migrated.url });
    const workspace = await createWorkspace(db);
    const log = openChangeLog(db);
    const { seq } = await log.head(workspace.id);
    await addMigration('29990101000000_mood', 'alter table contact_cards add column mood text');
    expect(await migrateFrom(folder, migrated.url)).toEqual({ applied: ['29990101000000_mood'] });
    expect(await log.read(workspace.id, seq, 10)).toMatchObject([
      { op: 'refetch', entity: 'contact_cards', scopeId: workspace.id },
    ]);
    await db.close();
  });

  it('that fails leaves nothing behind and is tried again', async () => {
    const name = '29990101000001_broken';
    await addMigration(name, 'create table half (id int); select nothing');
    await expect(migrateFrom(folder, migrated.url)).rejects.toThrow(/_broken failed: column/);
    await writeFile(join(folder, name, 'migration.sql'), 'create table half (id int)');
    expect(await migrateFrom(folder, migrated.url)).toEqual({ applied: [name] });
  });
});

describe('migrating as a user who is not an administrator', () => {
  const login = 'plain_owner';
  let owned: TestDatabase;
  let url: string;

  beforeAll(async () => {
    await client.query(`create role ${login} login`);
    owned = await createEmptyDatabase();
    const address = new URL(owned.url);
    await client.query(`alter database ${address.pathname.slice(1)} owner to ${login}`);
    address.username = login;
    url = address.href;
  });
  afterAll(async () => {
    await owned.drop();
    await client.query(`drop role ${login}`);
  });

  it('says what an administrator has to run, and works once it was run', async () => {
    const failure = await migrate(url).then(
      () => '',
      (error: Error) => error.message,
    );
    expect(failure).toContain('grant frontdesk_request to plain_owner');
    const commands = /run: (.*)\)$/.exec(failure)?.[1] ?? '';
    await client.query(commands);
    expect((await migrate(url)).applied).not.toEqual([]);
  });
});
