import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENTITY_NAMES } from '@frontdesk/core/entity-registry';
import { newId } from '@frontdesk/core/ids';
import type { ChangeLog, LogEntry } from '@frontdesk/sync/server/change-log';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { declareBulkWrite, openChangeLog, stageGrant } from './change-log.ts';
import { type Db, type Tx, createDb, rawPool } from './client.ts';
import { type Workspace, createWorkspace, messageData } from './testing/workspace.ts';

let database: TestDatabase;
let db: Db;
let log: ChangeLog;
let workspace: Workspace;
let head: number;

beforeAll(async () => {
  database = await createDatabase();
  db = createDb({ url: database.url, poolSize: 4 });
  log = openChangeLog(db);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  workspace = await createWorkspace(db);
  head = (await log.head(workspace.id)).seq;
});

const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.withOrg(workspace.id, work);
const entries = (): Promise<readonly LogEntry[]> => log.read(workspace.id, head, 100_000);

describe('capture refuses', () => {
  it.each(['RepeatableRead', 'Serializable'] as const)('%s (rule 18)', async (level) => {
    const client = await rawPool(db).connect();
    try {
      await client.query(
        `begin isolation level ${level === 'Serializable' ? 'serializable' : 'repeatable read'}`,
      );
      const update = client.query(`update conversations set subject = 'x' where id = $1`, [
        workspace.conversationId,
      ]);
      await expect(update).rejects.toThrow('READ COMMITTED only');
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('TRUNCATE of every synced table', async () => {
    for (const table of ENTITY_NAMES) {
      await expect(rawPool(db).query(`truncate ${table} cascade`)).rejects.toThrow('use DELETE');
    }
  });

  it('more than 5,000 rows in one transaction, unless they are declared', async () => {
    const fill = `insert into tags (id, organization_id, scope_id, name, color)
      select gen_random_uuid(), $1, $1, n::text, 'red' from generate_series(1, 5001) n`;
    const refused = rawPool(db).query(fill, [workspace.id]);
    await expect(refused).rejects.toThrow('5001 synced rows, more than 5000');
    expect(await write((tx) => tx.tag.count())).toBe(0);

    await write(async (tx) => {
      await declareBulkWrite(tx);
      await tx.$executeRawUnsafe(fill.replaceAll('$1', `'${workspace.id}'::uuid`));
      await tx.tag.updateMany({ data: { color: 'blue' } });
    });
    expect(await entries()).toMatchObject([
      { op: 'refetch', entity: 'tags', scopeId: workspace.id, row: null },
    ]);
    await write((tx) =>
      tx.tag.create({
        data: {
          id: newId(),
          organizationId: workspace.id,
          scopeId: workspace.id,
          name: 'one',
          color: 'red',
        },
      }),
    );
    expect((await entries()).at(-1)).toMatchObject({ seq: head + 2, op: 'U', entity: 'tags' });
  });

  it('a row of more than 64 kB', async () => {
    const metadata = { blob: 'x'.repeat(70_000) };
    const tooBig = write((tx) =>
      tx.message.create({ data: { ...messageData(workspace, 1), metadata } }),
    );
    await expect(tooBig).rejects.toThrow('messages_row_size');
  });

  it('a row that changes its organization or its id', async () => {
    const other = await createWorkspace(db);
    for (const [column, value] of [
      ['organization_id', other.id],
      ['id', newId()],
    ]) {
      const moving = rawPool(db).query(`update inboxes set ${column} = $1 where id = $2`, [
        value,
        workspace.inboxId,
      ]);
      await expect(moving).rejects.toThrow('may not change its id or its organization');
    }
  });

  it('a marker that a request stages for another organization', async () => {
    const other = await createWorkspace(db);
    const { membershipId, inboxId } = other;
    const foreign = write((tx) => stageGrant(tx, { workspaceId: other.id, membershipId, inboxId }));
    await expect(foreign).rejects.toThrow('another organization');
  });
});

describe('the catalogue', () => {
  const rows = async (text: string): Promise<Record<string, unknown>[]> =>
    (await rawPool(db).query(text)).rows;

  it('has no deferrable constraint but the flush (rule 29)', async () => {
    expect(
      await rows(`select conname from pg_constraint where condeferrable
        union select tgname from pg_trigger where tgdeferrable and not tgisinternal`),
    ).toEqual([{ conname: 'sync_flush' }]);
  });

  it('knows no two-phase commit, which would hold heads for as long as nobody decides (rule 29)', async () => {
    expect(await rows('show max_prepared_transactions')).toEqual([
      { max_prepared_transactions: '0' },
    ]);
  });

  it('has a search_path fixed in each definer function (rule 28)', async () => {
    expect(
      await rows(`select proname from pg_proc p join pg_namespace n on n.oid = pronamespace
        where nspname = 'public' and prosecdef
        and not coalesce(proconfig::text, '') like '%search\\_path=%'`),
    ).toEqual([]);
  });

  it('has triggers on exactly the synced tables', async () => {
    const found =
      await rows(`select tgrelid::regclass::text as entity, array_agg(tgname::text order by tgname) as triggers
      from pg_trigger where tgname like 'sync\\_%' and not tgisinternal
      and tgname not in ('sync_flush', 'sync_begin_workspace') group by 1 order by 1`);
    const triggers = ['sync_delete', 'sync_insert', 'sync_touch', 'sync_truncate', 'sync_update'];
    expect(found).toEqual([...ENTITY_NAMES].toSorted().map((entity) => ({ entity, triggers })));
  });

  it('leaves nothing in staging', async () => {
    expect(await rows('select * from sync_stage')).toEqual([]);
    expect(await rows('select * from sync_mark')).toEqual([]);
  });
});

describe('our code', () => {
  it('takes no lock that outlives its transaction, and listens only where it has a session of its own (rule 32)', () => {
    const root = join(import.meta.dirname, '../../..');
    const sources = globSync('{packages,apps}/*/{src,migrations}/**/*.{ts,sql}', { cwd: root });
    const ours = sources.filter((path) => !/generated|\.test\.ts$/.test(path));
    const using = (what: RegExp): string[] =>
      ours.filter((path) => what.test(readFileSync(join(root, path), 'utf8')));
    expect(ours.length).toBeGreaterThan(100);
    expect(using(/pg_(try_)?advisory_(un)?lock/i)).toEqual([]);
    expect(using(/`listen /i)).toEqual(['packages/queue/src/bus-postgres.ts']);
  });
});
