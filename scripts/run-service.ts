import { join } from 'node:path';
import { type Settings, readSettings } from '@frontdesk/core/settings';
import { migrate } from '@frontdesk/db/migrate';
import { S3Files } from '@frontdesk/usecases/files/s3-files';
import { WEB_APP, nextProgram } from './launcher/derived.ts';
import { ROOT } from './launcher/freshness.ts';

/** One service of the scaled-out way in this very process, so that a container's signals reach it. */
const SERVICES: Record<string, (settings: Settings) => Promise<unknown>> = {
  realtime: () => import(join(ROOT, 'apps/realtime/src/main.ts')),
  worker: () => import(join(ROOT, 'apps/worker/src/main.ts')),
  migrate: async ({ directUrl, s3Url }) => {
    await migrate(directUrl ?? '');
    if (s3Url) await new S3Files(s3Url).createBucket();
  },
  web: ({ host, port }) => {
    const flags = ['--hostname', host, '--port', String(port)];
    // Where Next looks for what its configuration imports.
    process.chdir(WEB_APP);
    process.argv = [process.execPath, nextProgram(), 'start', WEB_APP, ...flags];
    return import(nextProgram());
  },
};

const name = process.argv[2] ?? '';
const service = SERVICES[name];
const result = readSettings(process.env);
const problems = result.ok ? missing(result.settings) : result.problems;
if (!service)
  problems.push(`say which of ${Object.keys(SERVICES).join(', ')} to run, not "${name}"`);
if (problems.length > 0 || !result.ok || !service) {
  process.stderr.write(`Frontdesk cannot start: ${problems.join('\n')}\n`);
  process.exit(1);
}
await service(result.settings);

/** What the launcher fills in on one machine must be given here. */
function missing(settings: Settings): string[] {
  return [
    ...(settings.databaseUrl === undefined ? ['set DATABASE_URL'] : []),
    ...(settings.frontdeskKey === undefined ? ['set FRONTDESK_KEY (openssl rand -hex 32)'] : []),
  ];
}
