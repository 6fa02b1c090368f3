import pg from 'pg';
import { PRODUCT_DATABASE } from './global-setup.ts';

/** Asks the shared product's database what no screen and no API says. */
export async function queryDatabase<Row extends pg.QueryResultRow>(
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: process.env[PRODUCT_DATABASE] });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
