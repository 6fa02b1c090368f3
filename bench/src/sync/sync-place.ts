import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@frontdesk/db/migrate';
import { startPostgresServer } from '@frontdesk/postgres-server/postgres-server';
import { Person, type Signed, post } from '@frontdesk/testkit/person';
import { freePort } from '@frontdesk/testkit/ports';
import pg from 'pg';
import { startGateway } from './gateway-process.ts';

const PASSWORD = 'a long enough passphrase';

/** A gateway process on a Postgres that keeps what it commits, as `npm start` runs both, and nothing else. */
export type SyncPlace = {
  readonly url: string;
  /** Superuser on the product's database. */
  readonly databaseUrl: string;
  readonly gatewayPid: number;
  /** An owner of a workspace of their own. */
  owner(): Promise<Person & { readonly membershipId: string }>;
  stop(): Promise<void>;
};

export async function openSyncPlace(): Promise<SyncPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-bench-sync-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const postgres = await startPostgresServer({ dataFolder: join(folder, 'data'), durable: true });
    await migrate(postgres.url);
    const port = await freePort();
    const key = randomBytes(32).toString('hex');
    const gateway = await startGateway({ port, databaseUrl: postgres.url, folder, key });
    const url = `http://localhost:${port}`;
    const stop = async (): Promise<void> => {
      await end(gateway);
      await postgres.stop();
      remove();
    };
    const gatewayPid = gateway.pid ?? 0;
    return {
      url,
      databaseUrl: postgres.url,
      gatewayPid,
      owner: () => register(url, postgres.url),
      stop,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function register(
  url: string,
  databaseUrl: string,
): Promise<Person & { readonly membershipId: string }> {
  const signed = await post<Signed>(url, '/auth/register', {
    email: `olive-${crypto.randomUUID()}@desk.test`,
    password: PASSWORD,
    name: 'Olive Owner',
    organizationName: 'Fairway Club',
  });
  const person = new Person(url, signed, PASSWORD);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM memberships WHERE organization_id = $1 AND user_id = $2',
    [person.organizationId, person.userId],
  );
  await client.end();
  return Object.assign(person, { membershipId: rows[0]?.id ?? '' });
}
