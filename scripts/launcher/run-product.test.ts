import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { freePort } from '@frontdesk/postgres-server/free-port';
import { runningCommand } from '@frontdesk/postgres-server/running-command';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const PRODUCT = join(import.meta.dirname, 'fixtures/stand-in-product.ts');
const PATIENCE = { timeout: 15_000, interval: 20 };

interface Run {
  child: ChildProcess;
  /** Everything said so far. */
  output(): string;
  /** Exit code, once it has ended. */
  ended: Promise<number | null>;
}

let folder: string;
let port: number;
const runs: Run[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-launcher-'));
  port = await freePort();
});

afterEach(async () => {
  for (const run of runs.splice(0)) {
    run.child.kill('SIGTERM');
    await run.ended;
  }
  await vi.waitFor(() => expect(ownProcesses()).toEqual([]), PATIENCE);
  rmSync(folder, { recursive: true, force: true });
});

describe('the launcher', () => {
  it('brings everything up, says so in one line, and ends it all on SIGTERM', async () => {
    const run = launch();
    await ready(run);
    expect(run.output().match(/^Frontdesk is ready at .*$/gm)).toEqual([
      `Frontdesk is ready at http://localhost:${port}`,
    ]);
    expect(run.output()).toContain('owner@demo.test');
    const processes = ownProcesses();
    expect(processes).toHaveLength(3);

    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
    expect(processes.filter((pid) => runningCommand(pid))).toEqual([]);
  });

  it('keeps the sealing key in a file that only its owner reads, the same at every start', async () => {
    const key = (): string => readFileSync(join(folder, 'frontdesk.key'), 'utf8');
    await endOf(await ready(launch()));
    const first = key();
    expect(statSync(join(folder, 'frontdesk.key')).mode & 0o777).toBe(0o600);
    await endOf(await ready(launch()));
    expect(key()).toBe(first);
  });

  it('starts a killed service again', async () => {
    await ready(launch());
    const before = await realtimeProcess();
    process.kill(before, 'SIGKILL');
    await vi.waitFor(async () => expect(await realtimeProcess()).not.toBe(before), PATIENCE);
  });

  it('starts a killed Postgres again where it was, with what it held', async () => {
    await ready(launch());
    await query('CREATE TABLE kept (id int)');
    process.kill(postgresProcess(), 'SIGKILL');
    await vi.waitFor(
      async () => expect(await query('SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }]),
      PATIENCE,
    );
  });

  it('recovers by itself after a kill -9 of the launcher', async () => {
    const first = await ready(launch());
    await query('CREATE TABLE kept (id int)');
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await ready(launch());
    expect(await query('SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }]);
    expect(await endOf(second)).toBe(0);
  });

  it('ends when the process that started it is gone', async () => {
    const run = await ready(launch());
    run.child.disconnect();
    expect(await run.ended).toBe(0);
  });

  it('waits for one that is just ending', async () => {
    const first = await ready(launch());
    first.child.kill('SIGTERM');
    await vi.waitFor(() => expect(first.output()).toContain('Ending'), PATIENCE);
    await ready(launch());
  });
});

describe('the launcher refuses in one clear line', () => {
  it('a data folder that another one holds', async () => {
    const first = await ready(launch());
    const second = launch({ PORT: String(await freePort()) });
    expect(await refusal(second)).toBe(
      `it already runs on the data folder ${folder} (process ${first.child.pid}, http://localhost:${port})`,
    );
  });

  it('a taken port', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    expect(await refusal(launch())).toBe(
      `port ${port} on 127.0.0.1 is taken; free it or set PORT to another one`,
    );
    other.close();
  });

  it('a bad setting', async () => {
    expect(await refusal(launch({ PORT: 'eighty' }))).toBe(
      'PORT must be a whole number from 1 to 65535, not "eighty"',
    );
  });

  it('a data folder that cannot be one', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await refusal(launch({ DATA_DIR: file }))).toBe(
      `the data folder ${file} cannot be used: there is a file of that name`,
    );
    expect(await refusal(launch({ DATA_DIR: join(file, 'inside') }))).toBe(
      `the data folder ${join(file, 'inside')} cannot be used: a part of the path is a file, not a folder`,
    );
  });

  it('a sealing key that is damaged, since a new one would lose every sealed secret', async () => {
    writeFileSync(join(folder, 'frontdesk.key'), 'half a k');
    expect(await refusal(launch())).toContain('does not hold a key of 64 hexadecimal digits');
  });
});

function launch(env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PRODUCT], {
    env: { PATH: process.env['PATH'], DATA_DIR: folder, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const saidAll = [child.stdout, child.stderr].map((stream) => {
    stream?.on('data', (text) => (output += text));
    return stream ? finished(stream) : undefined;
  });
  // Not "close", which never comes once the channel was disconnected from our side.
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ended = Promise.all([exit, ...saidAll]).then(([code]) => code);
  const run = { child, output: () => output, ended };
  runs.push(run);
  return run;
}

async function ready(run: Run): Promise<Run> {
  await vi.waitFor(() => expect(run.output()).toContain('Frontdesk is ready'), PATIENCE);
  return run;
}

function endOf(run: Run): Promise<number | null> {
  run.child.kill('SIGTERM');
  return run.ended;
}

async function refusal(run: Run): Promise<string> {
  expect(await run.ended).toBe(1);
  const line = run.output().match(/^Frontdesk cannot start: (.*)$/m);
  expect(run.output().trimEnd().split('\n').at(-1)).toBe(line?.[0]);
  return line?.[1] ?? '';
}

async function realtimeProcess(): Promise<number> {
  return Number(await (await fetch(`http://127.0.0.1:${port}/`)).text());
}

function postgresProcess(): number {
  return Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
}

function ownProcesses(): number[] {
  const note = join(folder, 'launcher.json');
  const services: { pid: number }[] = existsSync(note)
    ? JSON.parse(readFileSync(note, 'utf8')).services
    : [];
  const database = existsSync(join(folder, 'postgres/postmaster.pid')) ? [postgresProcess()] : [];
  return [...services.map(({ pid }) => pid), ...database].filter((pid) => runningCommand(pid));
}

async function query(statement: string): Promise<unknown[]> {
  const at = readFileSync(join(folder, 'postgres.port'), 'utf8');
  const client = new pg.Client({ connectionString: `postgres://app@127.0.0.1:${at}/postgres` });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
