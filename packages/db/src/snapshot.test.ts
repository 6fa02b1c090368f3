import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Db, createDb, rawPool } from './client.ts';
import { beginSnapshot } from './snapshot.ts';

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

it('A snapshot ends when its time is up, even if each of its statements is short, and the pool goes on (rule 30)', async () => {
  const client = await rawPool(db).connect();
  await beginSnapshot(client, 'frontdesk_worker', '');
  // The five seconds of the product, made short: a setting that is changed while it counts counts from there.
  await client.query(`select set_config('transaction_timeout', '0', true)`);
  await client.query(`select set_config('transaction_timeout', '100ms', true)`);
  const short = async (): Promise<void> => {
    for (;;) await client.query('select pg_sleep(0.01)');
  };
  await expect(short()).rejects.toThrow(/transaction timeout|connection error/);
  client.release(true);
  expect((await rawPool(db).query('select 1 as n')).rows).toEqual([{ n: 1 }]);
});
