import { fork } from 'node:child_process';
import { join } from 'node:path';
import { end } from '../sync/sync-place.ts';

export type Relay = { readonly url: string; stop(): Promise<void> };

/** Starts the process of {@link file://./relay-server.ts}. */
export async function openRelay(): Promise<Relay> {
  const child = fork(join(import.meta.dirname, 'relay-server.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (said) => resolve(Number(said)));
    child.once('exit', () => reject(new Error('the relay did not start')));
  });
  return { url: `ws://127.0.0.1:${port}`, stop: () => end(child) };
}
