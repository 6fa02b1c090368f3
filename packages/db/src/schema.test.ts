import { readFile } from 'node:fs/promises';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

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

/** Each model's table and columns, as the schema file has them. */
async function modelled(): Promise<Record<string, string[]>> {
  const text = await readFile(new URL('../prisma/schema.prisma', import.meta.url), 'utf8');
  const models = [...text.matchAll(/^model (\w+) \{\n([\s\S]*?)\n\}/gm)];
  const names = new Set(models.map(([, name]) => name));
  return Object.fromEntries(
    models.map(([, , body = '']) => {
      const fields = [...body.matchAll(/^ {2}(\w+) +(\w+)(.*)$/gm)];
      const columns = fields
        .filter(([, , type = '']) => !names.has(type))
        .map(([, field, , rest = '']) => /@map\("(\w+)"\)/.exec(rest)?.[1] ?? field ?? '');
      return [/@@map\("(\w+)"\)/.exec(body)?.[1] ?? '', columns.toSorted()];
    }),
  );
}

it('the migrations make the tables that the schema file describes', async () => {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `select table_name as table, array_agg(column_name::text) as columns from information_schema.columns
     where table_schema = 'public' group by 1`,
  );
  const found = new Map(rows.map(({ table, columns }) => [table, columns.toSorted()]));
  const tables = await modelled();
  expect(Object.keys(tables).length).toBeGreaterThan(35);
  for (const [table, columns] of Object.entries(tables)) {
    expect([table, found.get(table)]).toEqual([table, columns]);
  }
});

it('times have milliseconds, so that a page token made from a Date finds its row again', async () => {
  const { rows } = await client.query(
    `select table_name, column_name from information_schema.columns
     where table_schema = 'public' and data_type = 'timestamp with time zone' and datetime_precision <> 3
       and table_name not like 'sync\\_%' and table_name <> '_prisma_migrations'`,
  );
  expect(rows).toEqual([]);
});

it('every reference has an index, so that deleting its target does not read the whole table', async () => {
  // Organizations are marked as deleted and stay.
  const { rows } = await client.query(`
    with reference as (
      select c.conrelid, c.conname, array_agg(a.attname::text) as columns
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
      where c.contype = 'f' and c.confrelid <> 'organizations'::regclass group by 1, 2
    ), index as (
      select indrelid, pg_get_indexdef(indexrelid, 1, true) as first, pg_get_indexdef(indexrelid, 2, true) as second
      from pg_index
    )
    select conrelid::regclass::text as table, conname from reference r where not exists (
      select from index i where i.indrelid = r.conrelid and i.first = any(r.columns)
        and (i.first not in ('organization_id', 'workspace_id') or i.second = any(r.columns)))`);
  expect(rows).toEqual([]);
});
