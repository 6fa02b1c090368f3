import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgresServer } from './postgres-server.ts';
import { runningCommand } from './running-command.ts';

let folder: string;
const servers: PostgresServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-server-'));
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a Postgres server of our own', () => {
  it('keeps its data and its port over an orderly end', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();
    const second = await start(first.port);
    expect(second.port).toBe(first.port);
    expect(await query(second, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('sorts by bytes and yet lowers every letter', async () => {
    const server = await start();
    const rows = await query(
      server,
      "SELECT lower('ÄÖÉ') AS low, array(SELECT unnest(array['ä','b','B']) ORDER BY 1) AS sorted",
    );
    expect(rows).toEqual([{ low: 'äöé', sorted: ['B', 'b', 'ä'] }]);
  });

  it('takes another port when the preferred one stays taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const server = await start(port);
    expect(server.port).not.toBe(port);
    other.close();
  });

  it('says when it was killed', async () => {
    const server = await start();
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    expect(runningCommand(server.pid)).toBeUndefined();
  });

  it('ends a server that was left running on its folder', async () => {
    const left = await start();
    const next = await start(left.port);
    await left.ended;
    expect(runningCommand(left.pid)).toBeUndefined();
    expect(await query(next, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('is not stopped by a left note whose process id is now a stranger', async () => {
    const server = await start();
    await server.stop();
    const stranger = spawn('sleep', ['60']);
    writeFileSync(
      join(folder, 'data/postmaster.pid'),
      `${stranger.pid}\n${join(folder, 'data')}\n`,
    );
    await start();
    expect(runningCommand(stranger.pid ?? 0)).toBe('sleep 60');
    stranger.kill();
  });
});

async function start(preferredPort?: number): Promise<PostgresServer> {
  const port = preferredPort === undefined ? {} : { preferredPort };
  const server = await startPostgresServer({
    dataFolder: join(folder, 'data'),
    durable: false,
    ...port,
  });
  servers.push(server);
  return server;
}

async function query(server: PostgresServer, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server.url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
