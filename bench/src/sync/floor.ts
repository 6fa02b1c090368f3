import { fork } from 'node:child_process';
import { join } from 'node:path';
import { end } from './sync-place.ts';

export type Floor = { readonly url: string; stop(): Promise<void> };

/** Starts the process of {@link file://./floor-server.ts} on a workspace's rows. */
export async function openFloor(databaseUrl: string, workspaceId: string): Promise<Floor> {
  const child = fork(join(import.meta.dirname, 'floor-server.ts'), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, FLOOR_DATABASE: databaseUrl, FLOOR_WORKSPACE: workspaceId },
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (said) => resolve(Number(said)));
    child.once('exit', () => reject(new Error('the floor did not start')));
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => end(child) };
}
