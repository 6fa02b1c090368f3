import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SHARED_SERVER, createTemplate, startPostgres } from './postgres.ts';

const MIGRATE = fileURLToPath(new URL('../../db/src/migrate.ts', import.meta.url));

/**
 * Vitest's global set-up: one Postgres for the whole run, with a migrated template that every test file clones. The
 * workers find it through the environment that they inherit.
 */
export default async function shareOnePostgres(): Promise<() => Promise<void>> {
  const server = await startPostgres();
  await createTemplate(
    server.url,
    existsSync(MIGRATE) ? (await import(MIGRATE)).migrate : async () => {},
  );
  process.env[SHARED_SERVER] = server.url;
  return () => server.stop();
}
