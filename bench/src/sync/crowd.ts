import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Crowd, Heard } from './receivers-process.ts';
import { end } from './sync-place.ts';

export type OpenCrowd = {
  /** Until all of them have heard of what `write` begins, and the stretch between the first and the last, in milliseconds. */
  round(write: () => Promise<unknown>): Promise<{ readonly all: number; readonly spread: number }>;
  leave(): Promise<void>;
};

/** So many sockets in a process of their own. Rejects when one of them is refused. */
export async function openCrowd(crowd: Crowd): Promise<OpenCrowd> {
  const child = fork(join(import.meta.dirname, 'receivers-process.ts'), [JSON.stringify(crowd)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  await said(child);
  return {
    async round(write) {
      const heard = said(child);
      const started = performance.timeOrigin + performance.now();
      await write();
      const { first, last } = (await heard) as Heard;
      return { all: last - started, spread: last - first };
    },
    leave: () => end(child),
  };
}

function said(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('the sockets ended'));
    child.once('exit', onExit);
    child.once('message', (what) => {
      child.off('exit', onExit);
      resolve(what);
    });
  });
}
