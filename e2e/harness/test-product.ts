import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { migrate } from '@frontdesk/db/migrate';
import { freePort } from '@frontdesk/testkit/ports';
import { startPostgres } from '@frontdesk/testkit/postgres';
import { seedDemoOnce } from '../../scripts/launcher/demo-workspace.ts';
import { buildPages, generateDatabaseClient } from '../../scripts/launcher/derived.ts';
import { startProduct } from '../../scripts/launcher/product.ts';
import { productServices } from '../../scripts/launcher/services.ts';

export type TestProduct = {
  /** Where everything answers, without a slash at its end. */
  readonly url: string;
  /** Superuser on the product's database. */
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** Process ids by what runs in them, as they are now: services that fell have others afterwards. */
  processes(): Readonly<Record<ProcessName, number>>;
  /** Ends everything in order and removes the folder; what the services logged stays in `test-results`. */
  stop(): Promise<void>;
};

export type ProcessName = 'web' | 'realtime' | 'worker' | 'postgres';

export type TestProductOptions = {
  /** Fills the demo workspace. */
  readonly demo?: boolean;
  /**
   * `own`: the launcher's embedded Postgres, which it starts again when it falls. `fast`: one that gives up crash safety
   * for speed. Or the address of one that the test keeps.
   */
  readonly database: 'own' | 'fast' | { readonly url: string };
};

/** The whole product as `npm start` runs it, on a free port and in a folder that goes away. */
export async function startTestProduct({
  demo = false,
  database,
}: TestProductOptions): Promise<TestProduct> {
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-e2e-'));
  const port = await freePort();
  const postgres = database === 'fast' ? await startPostgres() : null;
  const databaseUrl = typeof database === 'object' ? database.url : postgres?.url;
  const stopPostgres = async (): Promise<void> => {
    await postgres?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const env = {
      PORT: String(port),
      DATA_DIR: dataDir,
      DEMO: demo ? '1' : '0',
      ALLOW_PRIVATE_NETWORK: '1',
      LOG_LEVEL: 'info',
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    };
    const product = await startProduct(env, PARTS, new AbortController().signal);
    return {
      url: `http://localhost:${port}`,
      databaseUrl: product.settings.directUrl,
      dataDir,
      processes: () => processesOf(dataDir, postgres?.pid),
      stop: async () => {
        await product.stop();
        cpSync(join(dataDir, 'logs'), join(LOGS, basename(dataDir)), { recursive: true });
        await stopPostgres();
      },
    };
  } catch (error) {
    await stopPostgres();
    throw error;
  }
}

const LOGS = join(import.meta.dirname, '../../test-results/logs');

const PARTS = {
  build: async () => {
    await generateDatabaseClient();
    await buildPages();
  },
  migrate,
  seed: seedDemoOnce,
  services: productServices,
};

type LauncherNote = {
  readonly services: readonly { readonly pid: number; readonly script: string }[];
};

/** The processes of a product that the launcher keeps in this folder. */
export function processesOf(dataDir: string, postgres?: number): Record<ProcessName, number> {
  const note = JSON.parse(readFileSync(join(dataDir, 'launcher.json'), 'utf8')) as LauncherNote;
  // The last one with that script: one that fell may still be on the list.
  const pidOf = (part: string): number =>
    note.services.findLast(({ script }) => script.includes(part))?.pid ?? 0;
  const ownPostgres = (): number =>
    Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    web: pidOf('next'),
    realtime: pidOf('apps/realtime'),
    worker: pidOf('apps/worker'),
    postgres: postgres ?? ownPostgres(),
  };
}
