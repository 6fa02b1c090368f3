import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type PostgresServer,
  startPostgresServer,
} from '@frontdesk/postgres-server/postgres-server';
import pg from 'pg';

const OUT_OF_RECOVERY_MS = 20_000;

/** A Postgres of the test's own that is backed up and really set back to that: on a new timeline, at the same address. */
export class RestorablePostgres {
  readonly #folder: string;
  #data: string;
  #server: PostgresServer;

  private constructor(folder: string, data: string, server: PostgresServer) {
    this.#folder = folder;
    this.#data = data;
    this.#server = server;
  }

  static async start(): Promise<RestorablePostgres> {
    const folder = mkdtempSync(join(tmpdir(), 'frontdesk-restorable-'));
    const data = join(folder, 'data');
    const server = await startPostgresServer({ dataFolder: data, durable: false });
    return new RestorablePostgres(folder, data, server);
  }

  /** Superuser on database `postgres`; the same before and after. */
  get url(): string {
    return this.#server.url;
  }

  /** Copies the data folder of the server while it is down. */
  async backUp(): Promise<void> {
    await this.#server.stop();
    execFileSync('cp', ['-a', this.#data, this.#backup]);
    await this.#start();
  }

  /** Goes back to the backup, as a point-in-time recovery does that finds no further log. */
  async restore(): Promise<void> {
    await this.#server.stop();
    this.#data = this.#backup;
    // A copy of a file that is there, so that it belongs to whom the server runs as.
    execFileSync('cp', ['-a', join(this.#data, 'PG_VERSION'), join(this.#data, 'recovery.signal')]);
    appendFileSync(join(this.#data, 'postgresql.auto.conf'), `restore_command = 'false'\n`);
    await this.#start();
    await this.#outOfRecovery();
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #backup(): string {
    return join(this.#folder, 'backup');
  }

  async #start(): Promise<void> {
    const { port } = this.#server;
    this.#server = await startPostgresServer({
      dataFolder: this.#data,
      durable: false,
      preferredPort: port,
    });
    if (this.#server.port !== port) throw new Error(`port ${port} was taken meanwhile`);
  }

  async #outOfRecovery(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      const deadline = Date.now() + OUT_OF_RECOVERY_MS;
      for (;;) {
        const { rows } = await client.query<{ is: boolean }>('select pg_is_in_recovery() as is');
        if (rows[0]?.is === false) return;
        if (Date.now() > deadline) throw new Error('Postgres stays in recovery');
        await delay(20);
      }
    } finally {
      await client.end();
    }
  }
}
