import { type Settings, originOf, readSettings } from '@frontdesk/core/settings';
import { freePort } from '@frontdesk/postgres-server/free-port';
import { step } from '../step.mjs';
import { DataFolder } from './data-folder.ts';
import { EmbeddedDatabase } from './database.ts';
import { checkPort } from './one-port.ts';
import { Refusal } from './refusal.ts';
import { keptSealingKey } from './sealing-key.ts';
import { Service, type ServiceDefinition } from './service.ts';
import type { ResolvedSettings } from './services.ts';

/** What differs between `npm start`, `npm run dev` and the launcher's own tests. */
export interface ProductParts {
  /** Makes what the services need and what is stale, before anything runs. */
  build(): Promise<void>;
  /** Brings the database to the current schema. Called with an address that reaches Postgres without a pooler. */
  migrate(directUrl: string): Promise<unknown>;
  /** Fills the demo workspace unless it is there. Called when demo mode is on. */
  seed(settings: ResolvedSettings): Promise<void>;
  services(settings: ResolvedSettings): ServiceDefinition[];
}

/** A product that is up. */
export interface Product {
  settings: ResolvedSettings;
  /** Ends everything in order. */
  stop(): Promise<void>;
}

/**
 * Brings the whole product up, saying each step. Throws a `Refusal` for whatever a user can mend; whatever was started
 * by then has been ended. `signal` aborts it between steps.
 */
export async function startProduct(
  env: Record<string, string | undefined>,
  parts: ProductParts,
  signal: AbortSignal,
): Promise<Product> {
  const settings = settingsFrom(env);
  const endings: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of endings.splice(0).toReversed()) await end();
  };
  try {
    const folder = await DataFolder.open(settings.dataDir, originOf(settings.host, settings.port));
    endings.push(() => folder.release());
    await checkPort(settings.host, settings.port);
    await parts.build();
    signal.throwIfAborted();
    const resolved = await resolveSettings(settings, folder, endings);
    await step('Bringing the database up to date', () => parts.migrate(resolved.directUrl));
    if (resolved.demo) await parts.seed(resolved);
    signal.throwIfAborted();
    await startServices(parts.services(resolved), folder, endings);
    endings.push(() => folder.noteEnding());
    signal.throwIfAborted();
    return { settings: resolved, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function settingsFrom(env: Record<string, string | undefined>): Settings {
  const result = readSettings(env);
  if (!result.ok) throw new Refusal(result.problems.join('\n'));
  return result.settings;
}

async function resolveSettings(
  settings: Settings,
  folder: DataFolder,
  endings: (() => Promise<void> | void)[],
): Promise<ResolvedSettings> {
  let { databaseUrl, directUrl } = settings;
  if (databaseUrl === undefined) {
    const database = await step('Starting Postgres', () => EmbeddedDatabase.start(folder));
    endings.push(() => database.stop());
    databaseUrl = database.url;
  }
  directUrl ??= databaseUrl;
  return {
    ...settings,
    dataDir: folder.path,
    databaseUrl,
    directUrl,
    frontdeskKey: settings.frontdeskKey ?? keptSealingKey(folder),
    webUrl: `http://127.0.0.1:${await freePort()}`,
  };
}

async function startServices(
  definitions: ServiceDefinition[],
  folder: DataFolder,
  endings: (() => Promise<void> | void)[],
): Promise<void> {
  const services = definitions.map((definition) => new Service(definition, folder));
  endings.push(async () => {
    await Promise.all(services.map((service) => service.stop()));
  });
  const names = new Intl.ListFormat('en').format(definitions.map(({ name }) => name));
  await step(`Starting ${names}`, () => Promise.all(services.map((service) => service.start())));
}
