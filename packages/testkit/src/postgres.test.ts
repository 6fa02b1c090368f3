import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, createDatabase, createEmptyDatabase } from './postgres.ts';

describe("a test's database", () => {
  let one: TestDatabase;
  let other: TestDatabase;

  beforeAll(async () => {
    [one, other] = await Promise.all([createDatabase(), createDatabase()]);
  });
  afterAll(() => Promise.all([one.drop(), other.drop()]));

  it('carries the migrated tables', async () => {
    const tables = await query(one.url, "SELECT to_regclass('public.conversations') AS found");
    expect(tables).toEqual([{ found: 'conversations' }]);
  });

  it('shares no row with another one', async () => {
    await query(one.url, 'CREATE TABLE only_here (id int)');
    expect(await query(other.url, "SELECT to_regclass('only_here') AS found")).toEqual([
      { found: null },
    ]);
  });

  it('is gone once dropped, with connections still open', async () => {
    const gone = await createEmptyDatabase();
    const client = new pg.Client({ connectionString: gone.url });
    client.on('error', () => {});
    await client.connect();
    await gone.drop();
    await expect(query(gone.url, 'SELECT 1')).rejects.toThrow('does not exist');
    await client.end().catch(() => {});
  });
});

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
