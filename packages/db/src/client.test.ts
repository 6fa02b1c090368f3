import { newId } from '@frontdesk/core/ids';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Db, createDb, rawPool } from './client.ts';

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

const organization = async (name = 'Acme'): Promise<string> => {
  const id = newId();
  await db.system((tx) => tx.organization.create({ data: { id, name, slug: id } }));
  return id;
};
const tag = (organizationId: string, name: string) => ({
  id: newId(),
  organizationId,
  scopeId: organizationId,
  name,
  color: 'red',
});

describe('a transaction', () => {
  it('of a request sees and writes the rows of its organization', async () => {
    const id = await organization();
    await db.withOrg(id, (tx) => tx.tag.create({ data: tag(id, 'VIP') }));
    expect(await db.withOrg(id, (tx) => tx.tag.count())).toBe(1);
  });

  it('of a worker sees the rows of all', async () => {
    const [one, two] = [await organization(), await organization()];
    await db.asWorker((tx) => tx.tag.createMany({ data: [tag(one, 'a'), tag(two, 'b')] }));
    const found = await db.asWorker((tx) =>
      tx.tag.findMany({ where: { organizationId: { in: [one, two] } } }),
    );
    expect(found).toHaveLength(2);
  });

  it('that throws leaves nothing', async () => {
    const id = await organization();
    const failing = db.withOrg(id, async (tx) => {
      await tx.tag.create({ data: tag(id, 'x') });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await db.withOrg(id, (tx) => tx.tag.count())).toBe(0);
  });

  it('whose failed statement was swallowed rejects instead of losing its writes silently', async () => {
    const id = await organization();
    const swallowing = db.withOrg(id, async (tx) => {
      await tx.tag.create({ data: tag(id, 'x') });
      await tx.tag.create({ data: tag(id, 'x') }).catch(() => {});
    });
    await expect(swallowing).rejects.toThrow('rolled back');
    expect(await db.withOrg(id, (tx) => tx.tag.count())).toBe(0);
  });

  it("keeps times as they are, whatever the server's time zone", async () => {
    const name = new URL(database.url).pathname.slice(1);
    await rawPool(db).query(`alter database ${name} set timezone = 'Asia/Tokyo'`);
    const elsewhere = createDb({ url: database.url });
    const id = await organization();
    const createdAt = new Date('2026-11-20T10:00:00.120Z');
    await elsewhere.withOrg(id, (tx) => tx.tag.create({ data: { ...tag(id, 'x'), createdAt } }));
    expect(await elsewhere.withOrg(id, (tx) => tx.tag.findMany())).toMatchObject([{ createdAt }]);
    await elsewhere.close();
    const { rows } = await rawPool(db).query(
      'select created_at from tags where organization_id = $1',
      [id],
    );
    expect(rows).toEqual([{ created_at: createdAt }]);
  });

  it('may fail in a savepoint and go on', async () => {
    const id = await organization();
    await db.withOrg(id, async (tx) => {
      await tx.tag.create({ data: tag(id, 'x') });
      const inner = tx.$transaction(async (nested) => {
        await nested.tag.create({ data: tag(id, 'y') });
        await nested.tag.create({ data: tag(id, 'x') });
      });
      await inner.catch(() => {});
    });
    expect(await db.withOrg(id, (tx) => tx.tag.findMany())).toMatchObject([{ name: 'x' }]);
  });
});

describe('a connection that dies while it is held between two statements', () => {
  it('fails the next statement on it, and the process and its pool go on', async () => {
    const held = await rawPool(db).connect();
    const { rows } = await held.query<{ pid: number }>('select pg_backend_pid() as pid');
    const gone = new Promise((resolve) => held.once('end', resolve));
    await rawPool(db).query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await gone;
    await expect(held.query('select 1')).rejects.toThrow();
    held.release(true);
    expect((await rawPool(db).query('select 1 as n')).rows).toEqual([{ n: 1 }]);
  });
});
