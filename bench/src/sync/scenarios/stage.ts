import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bus } from '@frontdesk/core/bus';
import { createDb, type Db } from '@frontdesk/db/client';
import { migrate } from '@frontdesk/db/migrate';
import {
  type PostgresServer,
  startPostgresServer,
} from '@frontdesk/postgres-server/postgres-server';
import { openBus } from '@frontdesk/queue/open-bus';
import { silentLog } from '@frontdesk/queue/silent-log';
import { freePort } from '@frontdesk/testkit/ports';
import { SigningKeys } from '@frontdesk/usecases/auth/signing-keys';
import { SealingKey } from '@frontdesk/usecases/sealing';
import { type GatewayOptions, startGateway } from '../gateway-process.ts';
import { end } from '../sync-place.ts';
import { now } from './clock.ts';

export type Gateway = {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** As a deploy ends it. */
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
};

/** What the scenarios play on: one Postgres that keeps what it commits, and as many gateway processes as they ask for. */
export class Stage {
  readonly db: Db;
  /** Hints by way of Postgres. */
  readonly bus: Bus;
  readonly keys: SigningKeys;
  readonly #folder: string;
  readonly #key: string;
  readonly #children = new Set<ChildProcess>();
  #postgres: PostgresServer;

  private constructor(
    parts: Pick<Stage, 'db' | 'bus' | 'keys'> & {
      readonly folder: string;
      readonly key: string;
      readonly postgres: PostgresServer;
    },
  ) {
    this.db = parts.db;
    this.bus = parts.bus;
    this.keys = parts.keys;
    this.#folder = parts.folder;
    this.#key = parts.key;
    this.#postgres = parts.postgres;
  }

  static async open(): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'frontdesk-bench-scenarios-'));
    try {
      const postgres = await startPostgresServer({ dataFolder: dataOf(folder), durable: true });
      await migrate(postgres.url);
      const key = randomBytes(32).toString('hex');
      const db = createDb({ url: postgres.url });
      const sealing = new SealingKey(key);
      const keys = await SigningKeys.open({ db, sealing, now: () => new Date() });
      const bus = await openBus({ directUrl: postgres.url, log: silentLog });
      return new Stage({ db, bus, keys, folder, key, postgres });
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Superuser on the product's database. */
  get databaseUrl(): string {
    return this.#postgres.url;
  }

  async gateway(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
    const port = options.port ?? (await freePort());
    const child = await startGateway({
      databaseUrl: this.databaseUrl,
      folder: this.#folder,
      key: this.#key,
      ...options,
      port,
    });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    return {
      url: `http://localhost:${port}`,
      port,
      pid: child.pid ?? 0,
      stop: () => end(child),
      kill: () => {
        child.kill('SIGKILL');
        return ended;
      },
    };
  }

  /** Ends Postgres as a loss of power would, and starts it again at once. Answers how long it was away, in milliseconds. */
  async crashPostgres(): Promise<number> {
    const { port, pid, ended } = this.#postgres;
    const from = now();
    process.kill(pid, 'SIGQUIT');
    await ended;
    const dataFolder = dataOf(this.#folder);
    this.#postgres = await startPostgresServer({ dataFolder, preferredPort: port, durable: true });
    return now() - from;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#children].map(end));
    await Promise.all([this.bus.close(), this.db.close()]);
    await this.#postgres.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const dataOf = (folder: string): string => join(folder, 'data');
