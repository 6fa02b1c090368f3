/**
 * The script that a page loads before anything is clicked, and what its workers load, against their budgets. Fails the build when one
 * is over.
 */
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DIST } from './dist.ts';

/** Thousands of bytes, gzip level 9, without the polyfills that no supported browser loads (`nomodule`). */
const BUDGETS: Readonly<Record<string, number>> = { shell: 175, 'sign-in': 150, 'demo/phone': 160 };

/** Thousands of bytes of everything below `/engine/`, as browsers get it (brotli). */
const ENGINE_BUDGET = 5_200;

async function engineTransfer(): Promise<number> {
  const folder = path.join(DIST, 'engine');
  let bytes = 0;
  for (const name of await readdir(folder)) {
    if (name.endsWith('.br')) bytes += (await stat(path.join(folder, name))).size;
  }
  return bytes / 1000;
}

async function firstLoad(page: string): Promise<number> {
  const html = await readFile(path.join(DIST, `server/app/${page}.html`), 'utf8');
  const tags = [...html.matchAll(/<script([^>]*)>/g)]
    .map(([, attributes = '']) => attributes)
    .filter((attributes) => !/\snomodule/i.test(attributes));
  const files = new Set(
    tags.flatMap((attributes) => /\ssrc="\/_next\/([^"?]+)/.exec(attributes)?.[1] ?? []),
  );
  let bytes = 0;
  for (const file of files)
    bytes += gzipSync(await readFile(path.join(DIST, file)), { level: 9 }).length;
  return bytes / 1000;
}

let over = 0;

function check(what: string, size: number, { budget, unit }: { budget: number; unit: string }) {
  if (size > budget || size === 0) over++;
  const verdict = size > budget ? '  OVER' : '';
  console.log(`${what.padEnd(15)} ${size.toFixed(1).padStart(7)} ${unit} of ${budget}${verdict}`);
}

for (const [page, budget] of Object.entries(BUDGETS))
  check(`/${page}`, await firstLoad(page), { budget, unit: 'kB gz' });
check('/engine/*', await engineTransfer(), { budget: ENGINE_BUDGET, unit: 'kB br' });
process.exit(over > 0 ? 1 : 0);
