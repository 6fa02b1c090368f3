/**
 * Writes the SQL of a new migration: the difference between the schema of a git revision and the one in the working tree.
 *
 *     node packages/db/scripts/create-migration.ts <name> [<revision, default HEAD> | empty]
 *
 * Capture, policies and checks are not in the schema: a new table's `select sync_capture(…)` and `select tenant_table(…)`
 * are written into the file by hand (README).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@frontdesk/testkit/postgres';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';

const SCHEMA = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url));
const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

const [name, revision = 'HEAD'] = process.argv.slice(2);
if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('usage: create-migration.ts <name_in_snake_case> [<revision> | empty]');
  process.exit(1);
}

const datamodel = (content: string) => ({
  tag: 'schemaDatamodel' as const,
  files: [{ path: 'schema.prisma', content }],
  configDir: '.',
});

// The engine compares texts, yet asks a server for its version first.
const server = await startPostgres();
const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(server.url));
const engine = await SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
const { stdout } = await engine.diff({
  from: revision === 'empty' ? { tag: 'empty' } : datamodel(schemaAt(revision)),
  to: datamodel(readFileSync(SCHEMA, 'utf8')),
  script: true,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
});
engine.free();
await server.stop();
const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
const folder = `${MIGRATIONS}/${stamp}_${name}`;
mkdirSync(folder);
writeFileSync(`${folder}/migration.sql`, stdout ?? '');
console.log(`${folder}/migration.sql`);

function schemaAt(revision: string): string {
  return execFileSync('git', ['show', `${revision}:packages/db/prisma/schema.prisma`], {
    encoding: 'utf8',
  });
}
