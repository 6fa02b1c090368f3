import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgresServer } from '@frontdesk/postgres-server/postgres-server';
import pg from 'pg';

export interface TestPostgres {
  /** Superuser on database `postgres`. */
  url: string;
  pid: number;
  stop(): Promise<void>;
}

export interface TestDatabase {
  url: string;
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>;
}

/** Set by the run's global set-up: the one server that all test files share. */
export const SHARED_SERVER = 'FRONTDESK_TEST_POSTGRES';

const TEMPLATE = 'frontdesk_template';

/**
 * A Postgres server of the test's own in a folder that goes away with it. Only for tests that kill or break the server;
 * all others take a database of the shared one with `createDatabase`.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-postgres-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const server = await startPostgresServer({ dataFolder: join(folder, 'data'), durable: false });
    const stop = async (): Promise<void> => {
      await server.stop();
      remove();
    };
    return { url: server.url, pid: server.pid, stop };
  } catch (error) {
    remove();
    throw error;
  }
}

/** A database with all migrations applied, cloned from the run's template (some 30 ms), for one test file. */
export function createDatabase(): Promise<TestDatabase> {
  return create(`TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`);
}

/** A database without tables, for tests of the migrations themselves. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return create('TEMPLATE template0');
}

/** Makes the template that `createDatabase` clones. Called once for each run, before any test. */
export async function createTemplate(
  serverUrl: string,
  migrate: (url: string) => Promise<unknown>,
): Promise<void> {
  await administer(serverUrl, `CREATE DATABASE ${TEMPLATE} TEMPLATE template0`);
  await migrate(databaseUrl(serverUrl, TEMPLATE));
  // A clone is refused while somebody is connected to its source.
  await administer(serverUrl, `ALTER DATABASE ${TEMPLATE} ALLOW_CONNECTIONS false`);
}

async function create(how: string): Promise<TestDatabase> {
  const serverUrl = process.env[SHARED_SERVER];
  if (!serverUrl) {
    throw new Error(`no shared Postgres: run the tests with the root vitest.config.ts`);
  }
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(serverUrl, `CREATE DATABASE ${name} ${how}`);
  const drop = (): Promise<void> =>
    administer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  return { url: databaseUrl(serverUrl, name), drop };
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
