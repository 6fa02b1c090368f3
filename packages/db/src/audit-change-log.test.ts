import { newId } from '@frontdesk/core/ids';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditChangeLog } from './audit-change-log.ts';
import { declareBulkWrite } from './change-log.ts';
import { type Db, createDb } from './client.ts';
import { type Workspace, createWorkspace } from './testing/workspace.ts';

let database: TestDatabase;
let client: pg.Client;
let db: Db;
let workspace: Workspace;
let tags: string[];

beforeAll(async () => {
  database = await createDatabase();
  db = createDb({ url: database.url, poolSize: 2 });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await db?.close();
  await database?.drop();
});

beforeEach(async () => {
  // Whatever the test before has planted goes with its workspace.
  await client.query('set session_replication_role = replica');
  await client.query('delete from sync_change');
  await client.query('delete from sync_workspace');
  for (const entity of ['tags', 'conversations', 'contact_cards', 'inboxes', 'memberships'])
    await client.query(`delete from ${entity}`);
  await client.query('set session_replication_role = origin');
  workspace = await createWorkspace(db);
  tags = [newId(), newId(), newId()];
  for (const id of tags) await addTag(id);
  await db.asWorker((tx) =>
    tx.tag.updateMany({ where: { id: tags[0]! }, data: { color: '#fff' } }),
  );
});

const addTag = (id: string): Promise<unknown> =>
  db.asWorker((tx) =>
    tx.tag.create({
      data: { id, organizationId: workspace.id, scopeId: workspace.id, name: id, color: '#000' },
    }),
  );

/** Writes that no trigger sees. */
async function behindItsBack(statement: string, ...values: readonly unknown[]): Promise<void> {
  await client.query('set session_replication_role = replica');
  await client.query(statement, [...values]);
  await client.query('set session_replication_role = origin');
}

const problems = async (): Promise<readonly string[]> => (await auditChangeLog(client)).problems;
const seqOf = async (id: string): Promise<string> => {
  const { rows } = await client.query(
    'select min(seq) as seq from sync_change where entity_id = $1',
    [id],
  );
  return rows[0].seq;
};

describe('the audit of the change log (rule 109)', () => {
  it('finds nothing where every write was captured, and says what it looked at', async () => {
    await db.asWorker((tx) => tx.tag.delete({ where: { id: tags[1]! } }));
    expect(await auditChangeLog(client)).toEqual({
      workspaces: 1,
      transactions: expect.any(Number),
      rows: expect.any(Number),
      problems: [],
    });
  });

  it('names a row that was changed, one that was deleted and one that was made past the triggers', async () => {
    const made = newId();
    await behindItsBack(`update tags set name = 'other' where id = $1`, tags[0]);
    await behindItsBack('delete from tags where id = $1', tags[1]);
    await behindItsBack(
      `insert into tags (id, organization_id, scope_id, name, color, updated_at)
       values ($1, $2, $2, 'made', '#000', now())`,
      made,
      workspace.id,
    );
    expect((await problems()).toSorted()).toEqual(
      [
        `tags ${tags[0]}: the log has another image`,
        `tags ${tags[1]}: the log has a row that is gone`,
        `tags ${made}: a row that the log does not know`,
      ].toSorted(),
    );
  });

  it('names a row that came back, though the log has deleted it', async () => {
    const [id] = tags;
    await behindItsBack('create table kept as select * from tags where id = $1', id);
    await db.asWorker((tx) => tx.tag.delete({ where: { id: id! } }));
    await behindItsBack('insert into tags select * from kept');
    expect(await problems()).toEqual([`tags ${id}: a row that is gone by the log`]);
    await client.query('drop table kept');
  });

  it('names a hole, and an end before the head (I1)', async () => {
    const seq = Number(await seqOf(tags[1]!));
    await behindItsBack('delete from sync_change where seq = $1', seq);
    await behindItsBack('update sync_workspace set head = head + 1');
    expect(await problems()).toEqual([
      `log of ${workspace.id}: ${seq + 1} follows ${seq - 1}`,
      expect.stringMatching(`log of ${workspace.id}: it ends at \\d+, and its head is \\d+`),
      `tags ${tags[1]}: a row that the log does not know`,
    ]);
  });

  it.each([
    ['a second tag', 'update sync_change set tag = gen_random_uuid() where seq = $1 and idx = 2'],
    ['a missing entry', 'delete from sync_change where seq = $1 and idx = 1'],
  ])('names a transaction with %s', async (_, fault) => {
    await db.asWorker(async (tx) => {
      const where = { organizationId: workspace.id };
      await tx.tag.updateMany({ where, data: { color: '#123456' } });
    });
    const { rows } = await client.query('select max(seq) as seq from sync_change');
    await behindItsBack(fault, rows[0].seq);
    expect(await problems()).toContain(
      `log of ${workspace.id}: transaction ${rows[0].seq} is not of one piece`,
    );
  });

  it('names a tag that two transactions have, and a head of another', async () => {
    await behindItsBack(
      'update sync_change set tag = (select tag from sync_change where seq = $1 limit 1) where seq = $2',
      await seqOf(tags[0]!),
      await seqOf(tags[1]!),
    );
    await behindItsBack('update sync_workspace set tag = gen_random_uuid()');
    expect(await problems()).toEqual([
      expect.stringContaining('2 transactions have the tag'),
      `log of ${workspace.id}: the tag of its head is not that of its last transaction`,
    ]);
  });

  it('names a transaction that is dated before the one that it follows (rule 17)', async () => {
    const seq = await seqOf(tags[1]!);
    await behindItsBack(`update sync_change set at = at - interval '1 day' where seq = $1`, seq);
    expect(await problems()).toContain(
      `log of ${workspace.id}: ${seq} is dated before what it follows`,
    );
  });

  it('says nothing of what the log cannot tell: what is below its floor, and what was changed in bulk', async () => {
    const floor = await seqOf(tags[2]!);
    await behindItsBack('delete from sync_change where seq <= $1', floor);
    await behindItsBack('update sync_workspace set floor = $1', floor);
    await behindItsBack(`update tags set updated_at = '2026-01-01' where id = $1`, tags[1]);
    await db.asWorker(async (tx) => {
      await declareBulkWrite(tx);
      const where = { organizationId: workspace.id };
      await tx.tag.updateMany({ where, data: { color: '#abcdef' } });
    });
    expect(await problems()).toEqual([]);
    await addTag(newId());
    await behindItsBack(`update tags set name = name || '!' where color = '#000'`);
    expect(await problems()).toEqual([expect.stringContaining('the log has another image')]);
  });
});
