/** The script that a page loads before anything is clicked, gzipped, against its budget. Fails the build when one is over. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { DIST } from './dist.ts';

/** Thousands of bytes, gzip level 9, without the polyfills that no supported browser loads (`nomodule`). */
const BUDGETS: Readonly<Record<string, number>> = { shell: 180, 'sign-in': 150, 'demo/phone': 160 };

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
for (const [page, budget] of Object.entries(BUDGETS)) {
  const size = await firstLoad(page);
  if (size > budget) over++;
  console.log(
    `/${page.padEnd(14)} ${size.toFixed(1).padStart(6)} kB gz of ${budget}${size > budget ? '  OVER' : ''}`,
  );
}
process.exit(over > 0 ? 1 : 0);
