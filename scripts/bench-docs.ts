import { cpus, loadavg, totalmem } from 'node:os';
import { inMarkdown } from '@frontdesk/bench/section';
import { generateDatabaseClient } from './launcher/derived.ts';

/** `npm run bench:docs`: what documents that several write at once cost, beside a bare relay in the same run. Asserts nothing. */
const [cpu] = cpus();
await generateDatabaseClient();
// Only now: what it imports has the client's files.
const { docsSection } = await import('@frontdesk/bench/docs/sections');
const section = await docsSection();
const load = loadavg().map((value) => value.toFixed(1));
process.stdout.write(
  `Machine: ${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ${process.version}; clients, gateway, Postgres and floor share it.\n\n` +
    `${inMarkdown(section)}\n\nLoad of the last 1, 5 and 15 minutes: ${load.join(', ')}.\n`,
);
