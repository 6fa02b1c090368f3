import { ENTITY_COLUMNS, columnOf } from '@frontdesk/core/entity-columns';
import { ENTITY_NAMES } from '@frontdesk/core/entity-registry';
import { SCHEMA_VERSION } from '@frontdesk/core/sync-protocol';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toWireRow } from './wire-row.ts';

describe('a row on the wire', () => {
  it('has camelCase fields, times in one form, JSON as it is, and no column without a name', () => {
    const row = toWireRow('timeline_events', {
      id: 'e',
      actor_kind: 'USER',
      data: { from_status: 'OPEN' },
      created_at: '2026-11-20T05:00:00.5+00:00',
      updated_at: '2026-11-20T05:00:00+00:00',
      secret: 'x',
    });
    expect(row).toMatchObject({
      id: 'e',
      actorKind: 'USER',
      data: { from_status: 'OPEN' },
      createdAt: '2026-11-20T05:00:00.500Z',
      updatedAt: '2026-11-20T05:00:00.000Z',
    });
    expect(row).not.toHaveProperty('secret');
  });

  it.each([
    ['2026-11-20T05:00:00.125+00:00', '2026-11-20T05:00:00.125Z'],
    ['2026-11-20T05:00:00+00:00', '2026-11-20T05:00:00.000Z'],
    ['2026-11-20T05:00:00.12+00:00', '2026-11-20T05:00:00.120Z'],
    ['2026-11-20T07:30:00.125+02:30', '2026-11-20T05:00:00.125Z'],
  ])('has the time %s as JavaScript writes it', (image, wire) => {
    expect(toWireRow('tags', { created_at: image })).toMatchObject({ createdAt: wire });
  });

  it('keeps null where there is no time', () => {
    expect(toWireRow('inboxes', { health_at: null })).toMatchObject({ healthAt: null });
  });
});

describe('the synced tables', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it.each(ENTITY_NAMES)('have exactly the columns that may replicate: %s', async (entity) => {
    const { rows } = await client.query(
      'select column_name from information_schema.columns where table_name = $1',
      [entity],
    );
    const columns = rows.map((row) => row.column_name);
    expect(columns.toSorted()).toEqual(
      Object.keys(ENTITY_COLUMNS[entity]).map(columnOf).toSorted(),
    );
  });

  it("are logged with core's schema version", async () => {
    const { rows } = await client.query('select sync_schema_version() as version');
    expect(rows).toEqual([{ version: SCHEMA_VERSION }]);
  });
});
