import { newId } from '@frontdesk/core/ids';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditChangeLog } from './audit-change-log.ts';
import { type TestDatabase, createDatabase } from './postgres.ts';

describe('the audit of the change log', () => {
  let database: TestDatabase;
  let client: pg.Client;
  const [organizationId, kept, changed, removed] = [newId(), newId(), newId(), newId()];

  beforeAll(async () => {
    database = await createDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`SET timezone = 'UTC'`);
    await client.query(`INSERT INTO organizations (id, name, slug) VALUES ($1, 'Club', 'club')`, [
      organizationId,
    ]);
    for (const id of [kept, changed, removed])
      await client.query(
        `INSERT INTO tags (id, organization_id, scope_id, name, color, updated_at)
         VALUES ($1::uuid, $2, $2, $1::text, '#000000', now())`,
        [id, organizationId],
      );
    await client.query(`UPDATE tags SET color = '#ffffff' WHERE id = $1`, [kept]);
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  /** Writes that no trigger sees. */
  const behindItsBack = async (statement: string, id: string): Promise<void> => {
    await client.query('SET session_replication_role = replica');
    await client.query(statement, [id]);
    await client.query('SET session_replication_role = origin');
  };

  it('finds nothing where every write was captured', async () => {
    expect(await auditChangeLog(client)).toEqual([]);
  });

  it('names a row that is not as the log says, one that is gone, and a gap', async () => {
    await behindItsBack(`UPDATE tags SET name = 'other' WHERE id = $1`, changed);
    await behindItsBack('DELETE FROM tags WHERE id = $1', removed);
    await behindItsBack(
      'UPDATE sync_workspace SET head = head + 1 WHERE workspace_id = $1',
      organizationId,
    );
    expect((await auditChangeLog(client)).toSorted()).toEqual(
      [
        expect.stringContaining(`log of ${organizationId}`),
        `tags ${changed}: the log has another image`,
        `tags ${removed}: the log has a row that is gone`,
      ].toSorted(),
    );
  });
});
