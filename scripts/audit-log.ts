import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '@frontdesk/core/settings';
import { auditChangeLog } from '@frontdesk/db/audit-change-log';
import pg from 'pg';
import { generateDatabaseClient } from './launcher/derived.ts';
import { ROOT } from './launcher/freshness.ts';

/**
 * `npm run audit:log`: does the log that replicas follow say what the tables say? Of `DATABASE_URL`, else of the product
 * that runs on this machine. Ends with 1 when it does not, with 2 when it cannot be told.
 */
await generateDatabaseClient();
const url = databaseUrl();
if (url === undefined) {
  process.stderr.write('Set DATABASE_URL, or start Frontdesk first.\n');
  process.exit(2);
}
const client = new pg.Client({ connectionString: url });
try {
  await client.connect();
  const { workspaces, transactions, rows, problems } = await auditChangeLog(client);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(
    `${workspaces} workspaces, ${transactions} transactions, ${rows} rows: ${problems.length} problems\n`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
} finally {
  await client.end().catch(() => undefined);
}

function databaseUrl(): string | undefined {
  const read = readSettings(process.env);
  const given = read.ok ? read.settings.directUrl : undefined;
  if (given !== undefined) return given;
  const file = join(ROOT, process.env['DATA_DIR'] ?? '.data', 'postgres.port');
  if (!existsSync(file)) return undefined;
  return `postgres://app@127.0.0.1:${readFileSync(file, 'utf8').trim()}/postgres`;
}
