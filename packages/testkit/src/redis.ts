import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endsWithParent } from '@frontdesk/postgres-server/ends-with-parent';
import { freePort } from './ports.ts';

export interface TestRedis {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

const PROGRAMS = ['redis-server', 'valkey-server'];
const READY_WITHIN_MS = 10_000;

/** The Redis or Valkey on this machine's PATH; undefined when it has none. No registry package carries one. */
export function findRedis(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) =>
    existsSync(path),
  );
}

/** A Redis of the test's own that keeps nothing. Rejects when the machine has none (`apt-get install redis-server`). */
export async function startRedis(): Promise<TestRedis> {
  const program = findRedis();
  if (!program) throw new Error('no redis-server on PATH: apt-get install redis-server');
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-redis-'));
  const port = await freePort();
  // BullMQ needs noeviction: a queue's keys must not vanish under memory pressure.
  const memory = ['--maxmemory-policy', 'noeviction', '--save', '', '--appendonly', 'no'];
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...memory];
  // A test run that is killed leaves none behind.
  const [first = program, ...rest] = [...endsWithParent(), program, ...args];
  const child = spawn(first, rest, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error('redis-server did not come up');
    }
    await delay(20);
  }
  return { url: `redis://127.0.0.1:${port}`, pid: child.pid ?? 0, stop };
}

function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise<boolean>((resolve) => {
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (reply) => resolve(reply.toString().startsWith('+PONG')));
  }).finally(() => socket.destroy());
}
