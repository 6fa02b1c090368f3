import { fork } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '@frontdesk/testkit/ports';
import { end } from '../sync-place.ts';

export type Plain = {
  readonly url: string;
  readonly port: number;
  /** To everybody. */
  say(text: string): void;
  stop(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
};

/** Starts the process of {@link file://./plain-server.ts}. */
export async function openPlain(onPort?: number): Promise<Plain> {
  const port = onPort ?? (await freePort());
  const child = fork(join(import.meta.dirname, 'plain-server.ts'), [String(port)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', () => reject(new Error('the plain server did not start')));
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    say: (text) => void child.send(text),
    stop: () => end(child),
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}
