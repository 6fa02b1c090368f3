import { newId } from '@frontdesk/core/ids';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Db, type Tx, createDb, rawPool } from './client.ts';
import { directly } from './directly.ts';
import { createWorkspace } from './testing/workspace.ts';
import { together } from './together.ts';

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createDatabase();
  db = createDb({ url: database.url, poolSize: 1 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const insertTag = (tx: Tx, organizationId: string, name: string) => directly(tx).execute`
  insert into tags (id, organization_id, scope_id, name, color)
  values (${newId()}::uuid, ${organizationId}::uuid, ${organizationId}::uuid, ${name}, 'red')`;

describe('a statement past Prisma', () => {
  it("is one of the transaction's: it sees what stands before it, and goes with it", async () => {
    const { id } = await createWorkspace(db);
    const failing = db.withOrg(id, async (tx) => {
      await insertTag(tx, id, 'x');
      expect(await tx.tag.count()).toBe(1);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await db.withOrg(id, (tx) => tx.tag.count())).toBe(0);
  });

  it('runs as the role of its transaction, however early it is sent', async () => {
    const [own, other] = [await createWorkspace(db), await createWorkspace(db)];
    for (let n = 0; n < 20; n++) {
      const [row] = await db.withOrg(
        own.id,
        (tx) =>
          directly(tx).query<{ role: string; org: string; zone: string; seen: string }>`
          select current_user as role, current_setting('app.org') as org,
            current_setting('timezone') as zone, (select count(*) from organizations) as seen`,
      );
      expect(row).toEqual({ role: 'frontdesk_request', org: own.id, zone: 'UTC', seen: '1' });
    }
    await expect(db.withOrg(own.id, (tx) => insertTag(tx, other.id, 'x'))).rejects.toThrow(
      'row-level security',
    );
  });

  it('is refused once its transaction is over: the connection is somebody else’s by then', async () => {
    const { id } = await createWorkspace(db);
    const late = await db.withOrg(id, async (tx) => tx);
    await expect(insertTag(late, id, 'late')).rejects.toThrow('the transaction is over');
    const overdue = db.withOrg(
      id,
      (tx) => new Promise<Tx>((resolve) => setTimeout(resolve, 300, tx)),
      { timeout: 50 },
    );
    await expect(overdue).rejects.toThrow();
    expect(await db.withOrg(id, (tx) => tx.tag.count())).toBe(0);
  });
});

describe('statements together', () => {
  it('are carried out in their order, each seeing what the one before it did', async () => {
    const { id } = await createWorkspace(db);
    const [, seen, , both] = await db.withOrg(id, (tx) => {
      const count = () => directly(tx).query<{ n: number }>`select count(*)::int as n from tags`;
      return together(insertTag(tx, id, 'a'), count(), insertTag(tx, id, 'b'), count());
    });
    expect([seen, both]).toEqual([[{ n: 1 }], [{ n: 2 }]]);
  });

  it('reject with the first failure once all have ended', async () => {
    const { id } = await createWorkspace(db);
    const failing = db.withOrg(id, (tx) =>
      together(insertTag(tx, id, 'a'), directly(tx).execute`select 1 / 0`, insertTag(tx, id, 'b')),
    );
    await expect(failing).rejects.toThrow('division by zero');
    expect(await db.withOrg(id, (tx) => tx.tag.count())).toBe(0);
  });
});

describe('a transaction that cannot begin as it should', () => {
  it('says why at its first statement, and writes nothing', async () => {
    const { id } = await createWorkspace(db);
    const stranger = `stranger_${newId().replaceAll('-', '')}`;
    await rawPool(db).query(`create role ${stranger} login`);
    const url = new URL(database.url);
    url.username = stranger;
    const narrow = createDb({ url: url.href, poolSize: 1 });
    const write = narrow.withOrg(id, (tx) => insertTag(tx, id, 'x'));
    await expect(write).rejects.toThrow('permission denied to set role');
    await expect(narrow.withOrg(id, async () => 'nothing')).rejects.toThrow('permission denied');
    await narrow.close();
    await rawPool(db).query(`drop role ${stranger}`);
    expect(await db.withOrg(id, (tx) => tx.tag.count())).toBe(0);
  });
});
