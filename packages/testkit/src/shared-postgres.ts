import { migrate } from '@frontdesk/db/migrate';
import { SHARED_SERVER, createTemplate, startPostgres } from './postgres.ts';

/**
 * Vitest's global set-up: one Postgres for the whole run, with a migrated template that every test file clones. The
 * workers find it through the environment that they inherit.
 */
export default async function shareOnePostgres(): Promise<() => Promise<void>> {
  const server = await startPostgres();
  try {
    await createTemplate(server.url, migrate);
  } catch (error) {
    await server.stop();
    throw error;
  }
  process.env[SHARED_SERVER] = server.url;
  return () => server.stop();
}
