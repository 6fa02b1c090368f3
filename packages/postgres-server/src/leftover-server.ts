import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runningCommand } from './running-command.ts';

const END_WITHIN_MS = 20_000;

/**
 * Ends the server that still runs on a data folder after its launcher was killed, so that the new launcher owns the
 * one it starts. The caller holds the folder's lock: nobody else starts a server there meanwhile.
 */
export async function endLeftoverServer(dataFolder: string): Promise<void> {
  const file = join(dataFolder, 'postmaster.pid');
  if (!existsSync(file)) return;
  // postmaster.pid: first line the process id, second the data folder.
  const pid = Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
  if (isPostgres(pid)) await end(pid);
  // The id may by now belong to another program, for which Postgres would refuse to start.
  rmSync(file, { force: true });
}

async function end(pid: number): Promise<void> {
  const deadline = Date.now() + END_WITHIN_MS;
  send(pid, 'SIGINT');
  while (isPostgres(pid)) {
    if (Date.now() > deadline) send(pid, 'SIGQUIT');
    await delay(20);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}

function isPostgres(pid: number): boolean {
  return runningCommand(pid)?.includes('postgres') ?? false;
}
