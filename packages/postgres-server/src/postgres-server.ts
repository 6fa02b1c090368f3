import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { endLeftoverServer } from './leftover-server.ts';
import { type PostgresBinaries, findPostgresBinaries } from './postgres-binaries.ts';
import { unprivileged } from './unprivileged.ts';

export interface PostgresServer {
  /** Superuser `app` on database `postgres`, over loopback without a password. */
  url: string;
  port: number;
  pid: number;
  /** Settles when the server has ended, wanted or not. */
  ended: Promise<void>;
  /** Ends it after rolling back what is open ("fast" shutdown). */
  stop(): Promise<void>;
}

export interface PostgresServerOptions {
  /** Created, with its parents, when it is not there. */
  dataFolder: string;
  /** Taken when it is free, or becomes so in a few seconds; otherwise the server gets another one. */
  preferredPort?: number;
  /** False gives up crash safety for speed: for tests only. */
  durable: boolean;
}

const READY_WITHIN_MS = 30_000;
/** Backends of a server that was killed hold its port a little longer; clients that know the port want it back. */
const PORT_PATIENCE_MS = 3_000;
const START_ATTEMPTS = 5;
/** A server that does not end "fast" in this time is told to quit at once; its log replays at the next start. */
const STOP_WITHIN_MS = 20_000;

/**
 * Creates the data folder when needed, ends a server that a killed launcher left on it, and starts Postgres on
 * 127.0.0.1. Resolves once a login succeeds. Rejects with a message fit for a user when there are no binaries, the
 * folder cannot be created, or the server does not come up.
 */
export async function startPostgresServer(options: PostgresServerOptions): Promise<PostgresServer> {
  const binaries = findPostgresBinaries();
  if (!binaries) {
    throw new Error(
      `no Postgres for ${process.platform}-${process.arch} found; set DATABASE_URL to one that runs`,
    );
  }
  await createDataFolder(binaries, options);
  await endLeftoverServer(options.dataFolder);
  for (let attempt = 1; ; attempt += 1) {
    const port = await portFor(options);
    const started = await tryStart(binaries, options, port);
    if ('server' in started) return started.server;
    // Another program may take the port first, and backends of a killed server need a moment to leave shared memory.
    if (attempt === START_ATTEMPTS) throw new Error(`Postgres did not start: ${started.reason}`);
    await delay(100 * attempt);
  }
}

async function createDataFolder(
  binaries: PostgresBinaries,
  options: PostgresServerOptions,
): Promise<void> {
  const { dataFolder, durable } = options;
  if (existsSync(join(dataFolder, 'PG_VERSION'))) return;
  // initdb writes PG_VERSION early; a folder that it did not finish is marked, and begun again.
  const unfinished = `${dataFolder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  const run = unprivileged();
  run.give(unfinished);
  // Byte order for indexes, yet lower() and friends that know all letters.
  const locale = ['--locale=C', '--lc-ctype=C.UTF-8'];
  const speed = durable ? [] : ['--no-sync'];
  const args = ['-D', unfinished, '-U', 'app', '-A', 'trust', '-E', 'UTF8', '--no-instructions'];
  const child = launch(run, [binaries.initdb, ...args, ...locale, ...speed]);
  const output = collect(child);
  const code = await exitOf(child);
  if (code !== 0) throw new Error(`Postgres could not create its data folder: ${lastLine(output)}`);
  renameSync(unfinished, dataFolder);
}

async function tryStart(
  binaries: PostgresBinaries,
  options: PostgresServerOptions,
  port: number,
): Promise<{ server: PostgresServer } | { reason: string }> {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    shared_buffers: '64MB',
    max_connections: options.durable ? 100 : 200,
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(options.durable
      ? {}
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = launch(unprivileged(), [binaries.postgres, '-D', options.dataFolder, ...flags]);
  const output = collect(child);
  let hasEnded = false;
  const ended = exitOf(child).then(() => {
    hasEnded = true;
  });
  const url = `postgres://app@127.0.0.1:${port}/postgres`;
  const deadline = Date.now() + READY_WITHIN_MS;
  // The port accepts connections some 50 ms before the first login does, so only a login counts.
  while (!(await canLogIn(url))) {
    if (hasEnded) return { reason: lastLine(output) };
    if (Date.now() > deadline) {
      child.kill('SIGQUIT');
      await ended;
      return { reason: `no login within ${READY_WITHIN_MS / 1000} s` };
    }
    await delay(20);
  }
  const stop = async (): Promise<void> => {
    const quit = setTimeout(() => child.kill('SIGQUIT'), STOP_WITHIN_MS);
    child.kill('SIGINT');
    await ended;
    clearTimeout(quit);
  };
  return { server: { url, port, pid: child.pid ?? 0, ended, stop } };
}

function launch(run: ReturnType<typeof unprivileged>, command: string[]): ChildProcess {
  const [program = '', ...args] = [...run.prefix, ...command];
  // Its own process group: a Ctrl-C in the terminal must reach the launcher alone, which then ends things in order.
  return spawn(program, args, {
    ...run.ids,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
}

/** Keeps what a user may need to read when it fails, and drains the rest so that the pipe never fills. */
function collect(child: ChildProcess): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      lines.push(...text.split('\n').filter((line) => line.trim() !== ''));
      lines.splice(0, lines.length - 50);
    });
  }
  return lines;
}

function lastLine(lines: string[]): string {
  const telling = lines.findLast((line) => /FATAL|PANIC|error:/.test(line));
  return telling ?? lines.at(-1) ?? 'it said nothing';
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

async function canLogIn(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The preferred port when it is free or becomes so in a moment, else another one. */
async function portFor({ preferredPort }: PostgresServerOptions): Promise<number> {
  if (preferredPort === undefined) return freePort();
  const deadline = Date.now() + PORT_PATIENCE_MS;
  while (Date.now() < deadline) {
    if ((await freePort(preferredPort)) !== undefined) return preferredPort;
    await delay(50);
  }
  return freePort();
}
