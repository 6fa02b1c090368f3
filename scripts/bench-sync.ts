import { cpus, loadavg, totalmem } from 'node:os';
import { type Section, inMarkdown } from '@frontdesk/bench/section';
import { generateDatabaseClient } from './launcher/derived.ts';

/** `npm run bench:sync`: what the sync engine costs, beside floors of the same run. Asserts nothing. */
const [cpu] = cpus();
await generateDatabaseClient();
// Only now: what it imports has the client's files.
const { nodeClients } = await import('@frontdesk/bench/sync/node-clients');
process.stdout.write(
  `Machine: ${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ${process.version}; clients, gateway, Postgres and floors share it.\n`,
);
print(await nodeClients());

function print(section: Section): void {
  const load = loadavg().map((value) => value.toFixed(1));
  process.stdout.write(
    `\n${inMarkdown(section)}\n\nLoad of the last 1, 5 and 15 minutes: ${load.join(', ')}.\n`,
  );
}
