import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type PostgresServer,
  startPostgresServer,
} from '@frontdesk/postgres-server/postgres-server';
import type { DataFolder } from './data-folder.ts';
import { Refusal } from './refusal.ts';

/** The embedded Postgres, started again on the same port whenever it falls: the services know no other address. */
export class EmbeddedDatabase {
  readonly #folder: DataFolder;
  #server: PostgresServer;
  #isStopping = false;
  #restarted: Promise<void> = Promise.resolve();

  private constructor(folder: DataFolder, server: PostgresServer) {
    this.#folder = folder;
    this.#server = server;
    this.#keepUp();
  }

  static async start(folder: DataFolder): Promise<EmbeddedDatabase> {
    return new EmbeddedDatabase(folder, await start(folder));
  }

  /** Superuser on the product's database. */
  get url(): string {
    return this.#server.url;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#restarted;
    await this.#server.stop();
  }

  #keepUp(): void {
    void this.#server.ended.then(() => {
      if (this.#isStopping) return;
      process.stderr.write('  postgres ended; starting it again\n');
      this.#restarted = this.#restart();
    });
  }

  async #restart(): Promise<void> {
    const { port } = this.#server;
    while (!this.#isStopping) {
      try {
        this.#server = await start(this.#folder, port);
        if (this.#server.port === port) break;
        await this.#server.stop();
      } catch (error) {
        process.stderr.write(`  postgres: ${error instanceof Error ? error.message : error}\n`);
      }
      await delay(1_000);
    }
    this.#keepUp();
  }
}

/** Remembered, so that whoever connects with psql finds the server where it was. */
const PORT_FILE = 'postgres.port';

async function start(folder: DataFolder, port?: number): Promise<PostgresServer> {
  const preferredPort = port ?? rememberedPort(folder);
  try {
    const server = await startPostgresServer({
      dataFolder: folder.file('postgres'),
      durable: true,
      ...(preferredPort === undefined ? {} : { preferredPort }),
    });
    writeFileSync(folder.file(PORT_FILE), String(server.port));
    return server;
  } catch (error) {
    throw new Refusal(error instanceof Error ? error.message : String(error));
  }
}

function rememberedPort(folder: DataFolder): number | undefined {
  const file = folder.file(PORT_FILE);
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) || undefined : undefined;
}
