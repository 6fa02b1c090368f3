/** `next build`, told the names of the workers. What takes longest, compressing these, goes on while Next is at work. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { buildWorkers, writeEngine } from './build-workers.ts';
import { compressAll } from './compressed.ts';
import { DIST } from './dist.ts';

const workers = await buildWorkers();
const files = Object.values(workers);
const compressing = compressAll(files.map(({ content }) => content));
const addresses = Object.entries(workers).map(([part, { name }]) => [part, `/engine/${name}`]);
const next = spawn(
  process.execPath,
  [createRequire(import.meta.url).resolve('next/dist/bin/next'), 'build'],
  {
    cwd: path.join(import.meta.dirname, '..'),
    env: {
      ...process.env,
      NEXT_PUBLIC_ENGINE_FILES: JSON.stringify(Object.fromEntries(addresses)),
      // Later builds sort after earlier ones: of two tabs the newer one leads.
      NEXT_PUBLIC_BUILD: new Date().toISOString(),
    },
    stdio: 'inherit',
  },
);
const [code] = await once(next, 'exit');
if (code !== 0) process.exit(1);
// Only now: Next empties its folder when it begins.
await writeEngine(path.join(DIST, 'engine'), files, await compressing);
