import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChangeLog } from './change-log.ts';
import { keepUpChangeLog } from './change-log-upkeep.ts';
import { type Db, createDb, rawPool } from './client.ts';
import { mintEpochIfMoved } from './epoch.ts';
import { createWorkspace, messageData } from './testing/workspace.ts';

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createDatabase();
  db = createDb({ url: database.url, poolSize: 4 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const tableOf = async (workspaceId: string): Promise<string[]> => {
  const { rows } = await rawPool(db).query<{ name: string }>(
    'select distinct tableoid::regclass::text as name from sync_change where workspace_id = $1',
    [workspaceId],
  );
  return rows.map(({ name }) => name);
};

describe('a change', () => {
  it('stands in the partition of its month', async () => {
    const workspace = await createWorkspace(db);
    const month = new Date().toISOString().slice(0, 7).replace('-', '_');
    expect(await tableOf(workspace.id)).toEqual([`sync_change_${month}`]);
  });

  it('is logged though its month has no partition, and moves into it later', async () => {
    const workspace = await createWorkspace(db);
    const later = '2031-05-10T00:00:00Z';
    await rawPool(db).query('update sync_workspace set last_at = $1', [later]);
    await db.withOrg(workspace.id, (tx) => tx.message.create({ data: messageData(workspace, 1) }));
    expect(await tableOf(workspace.id)).toContain('sync_change_default');
    const log = openChangeLog(db);
    const { seq } = await log.head(workspace.id);
    const before = await log.read(workspace.id, 0, 1_000);

    const upkeep = await keepUpChangeLog(db, new Date('2031-05-10'));
    expect(upkeep.partitionsAdded).toBe(3);
    expect(await tableOf(workspace.id)).toEqual(['sync_change_2031_05']);
    // What was there before May is older than 30 days by that clock.
    expect((await log.head(workspace.id)).floor).toBe(seq - 1);
    expect(await log.read(workspace.id, seq - 1, 10)).toEqual(
      before.filter((entry) => entry.seq === seq),
    );
  });
});

describe('the epoch', () => {
  it('is minted anew when the database has moved to another cluster, and only once what is unsent is held (rule 103)', async () => {
    const workspace = await createWorkspace(db);
    const log = openChangeLog(db);
    const { epoch } = await log.head(workspace.id);
    let held = 0;
    const mint = (fails = false) =>
      mintEpochIfMoved(db, async () => {
        held += 1;
        if (fails) throw new Error('the process ends here');
      });
    expect(await mint()).toBe(false);
    expect(await mint()).toBe(false);
    expect(held).toBe(0);
    expect((await log.head(workspace.id)).epoch).toBe(epoch);
    await rawPool(db).query('update sync_cluster set timeline = timeline + 1');
    await expect(mint(true)).rejects.toThrow('ends here');
    expect((await log.head(workspace.id)).epoch).toBe(epoch);
    expect(await mint()).toBe(true);
    expect((await log.head(workspace.id)).epoch).not.toBe(epoch);
    expect(await mint()).toBe(false);
    expect(held).toBe(2);
  });
});
