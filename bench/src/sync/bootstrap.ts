import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job, Loaded } from './bootstrap-client.ts';

/**
 * The middle one of so many loads by a process of its own each, by time. They keep what Node makes of TypeScript: the
 * compiler that strips types takes 30 MB, and no client that is shipped has it.
 */
export async function loads(job: Job, times: number): Promise<Loaded> {
  const all: Loaded[] = [];
  const cache = await mkdtemp(join(tmpdir(), 'frontdesk-bench-code-'));
  try {
    await load(job, cache);
    for (let at = 0; at < times; at += 1) all.push(await load(job, cache));
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
  const middle = all.toSorted((a, b) => a.ms - b.ms)[Math.floor(times / 2)];
  if (!middle) throw new Error('nothing was loaded');
  return middle;
}

function load(job: Job, cache: string): Promise<Loaded> {
  const child = fork(join(import.meta.dirname, 'bootstrap-client.ts'), [JSON.stringify(job)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  return new Promise((resolve, reject) => {
    let loaded: Loaded | undefined;
    child.once('message', (said) => {
      loaded = said as Loaded;
    });
    child.once('exit', (code) => {
      if (loaded && code === 0) resolve(loaded);
      else reject(new Error(`a client ended with ${code}`));
    });
  });
}
