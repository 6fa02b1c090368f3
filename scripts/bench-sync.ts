import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type Section, inMarkdown } from '@frontdesk/bench/section';
import { generateDatabaseClient } from './launcher/derived.ts';

/**
 * `npm run bench:sync [-- --long] [--only PART]`: what the sync engine costs, beside floors of the same run. `--long` adds
 * what takes minutes. A part is `clients`, `gateway`, `browser`, `scenarios`, or one of these by its name. Asserts nothing.
 */
const { values } = parseArgs({
  options: { long: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const { long: isLong, only } = values;
const wants = (part: string): boolean => only === undefined || only === part;
const [cpu] = cpus();
await generateDatabaseClient();
// Only now: what it imports has the client's files.
const { nodeClients } = await import('@frontdesk/bench/sync/node-clients');
const { gatewaySection } = await import('@frontdesk/bench/sync/gateway');
const { benchInBrowser } = await import('./bench/bench-in-browser.ts');
const { scenarioSections } = await import('@frontdesk/bench/sync/scenarios/sections');
process.stdout.write(
  `Machine: ${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ${process.version}; clients, gateway, Postgres and floors share it.\n`,
);
if (wants('clients')) print(await nodeClients());
if (wants('gateway')) print(await gatewaySection({ isLong }));
if (wants('browser')) await benchInBrowser(print);
const scenario = wants('scenarios') ? undefined : only;
for await (const section of scenarioSections({ isLong, only: scenario })) print(section);

function print(section: Section): void {
  const load = loadavg().map((value) => value.toFixed(1));
  process.stdout.write(
    `\n${inMarkdown(section)}\n\nLoad of the last 1, 5 and 15 minutes: ${load.join(', ')}.\n`,
  );
}
