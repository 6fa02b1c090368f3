import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@frontdesk/testkit/ports';
import { startPostgres } from '@frontdesk/testkit/postgres';
import { startRedis } from '@frontdesk/testkit/redis';
import { expect, test } from '@playwright/test';
import { parse } from 'yaml';

/** The services of docker-compose.yml that are ours, run by their own commands on this machine instead of in containers. */
const ROOT = join(import.meta.dirname, '..');
const RUNNER = ['--disable-warning=ExperimentalWarning', 'scripts/run-service.ts'];

type S3Server = { run(): Promise<unknown>; close(): Promise<void> };
type Compose = { services: Record<string, { command: string[] }> };

const compose = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), {
  merge: true,
}) as Compose;

const endings: (() => Promise<unknown>)[] = [];

test.afterEach(async () => {
  // Each one runs, whatever became of the others: nothing may be left behind a failed test.
  const failures: unknown[] = [];
  for (const end of endings.splice(0).toReversed()) {
    await end().catch((error: unknown) => failures.push(error));
  }
  expect(failures).toEqual([]);
});

test("the compose file's services work together through their own commands", async ({ page }) => {
  test.setTimeout(120_000);
  const shared = await backingServices();
  const webUrl = `http://127.0.0.1:${await freePort()}`;
  await migrated(shared);
  await serve('web', { ...shared, PORT: new URL(webUrl).port });
  const gateways = await Promise.all([gateway(shared, webUrl), gateway(shared, webUrl)]);
  await serve('worker', { ...shared, PORT: String(await freePort()) });

  await test.step('what one gateway accepted, the other one knows', async () => {
    const account = { email: 'mara@scaled.test', password: 'a long enough passphrase' };
    const registered = await fetch(`${gateways[0]}/api/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...account, name: 'Mara', organizationName: 'Scaled' }),
    });
    expect(registered.status, await registered.text()).toBeLessThan(300);
    const signedIn = await fetch(`${gateways[1]}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    });
    expect(signedIn.status, await signedIn.text()).toBe(200);
  });

  await test.step('each gateway passes page requests on', async () => {
    for (const url of gateways) {
      await page.goto(url);
      await expect(page.getByRole('button', { name: /sign in/i })).toBeVisible();
    }
  });
});

test('a service that misses a setting says which one and ends', async () => {
  const { child, output } = run('realtime', { DATABASE_URL: 'postgres://127.0.0.1:1/none' });
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  expect(output()).toContain('Frontdesk cannot start: set FRONTDESK_KEY');
});

/** Postgres, Redis and a store with S3's protocol, as the settings that lead to them. */
async function backingServices(): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-scaled-'));
  endings.push(async () => rmSync(folder, { recursive: true, force: true }));
  const [postgres, redis, s3Port] = await Promise.all([startPostgres(), startRedis(), freePort()]);
  endings.push(postgres.stop, redis.stop);
  const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as new (
    options: object,
  ) => S3Server;
  const store = new S3rver({ port: s3Port, address: '127.0.0.1', silent: true, directory: folder });
  await store.run();
  endings.push(() => store.close());
  return {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    S3_URL: `http://S3RVER:S3RVER@127.0.0.1:${s3Port}/frontdesk`,
    FRONTDESK_KEY: randomBytes(32).toString('hex'),
    DATA_DIR: folder,
    LOG_LEVEL: 'info',
  };
}

async function migrated(shared: Record<string, string>): Promise<void> {
  const { child, output } = run('migrate', shared);
  const [code] = await once(child, 'exit');
  expect(code, output()).toBe(0);
}

async function gateway(shared: Record<string, string>, webUrl: string): Promise<string> {
  const port = String(await freePort());
  await serve('realtime', { ...shared, PORT: port, WEB_URL: webUrl });
  return `http://127.0.0.1:${port}`;
}

/** Starts a service that stays, waits until it answers where it listens, and sees to its end. */
async function serve(name: string, env: Record<string, string>): Promise<void> {
  const { child, output } = run(name, env);
  const ended = once(child, 'exit');
  endings.push(async () => {
    child.kill('SIGTERM');
    // Next ends in order with 143, the shell's word for SIGTERM.
    expect([0, 143], `${name} ends in order: ${output()}`).toContain((await ended)[0]);
  });
  if (name === 'worker') {
    // It answers nobody; before it is ready, it ends as the signal says and not in order.
    await expect.poll(output, { timeout: 60_000, intervals: [50] }).toContain('"msg":"ready"');
    return;
  }
  const url = `http://127.0.0.1:${env['PORT']}${name === 'realtime' ? '/health' : '/'}`;
  const answers = () => fetch(url, { redirect: 'manual' }).then(({ status }) => status < 400);
  const isDecided = async () => child.exitCode !== null || (await answers().catch(() => false));
  await expect.poll(isDecided, { timeout: 60_000, intervals: [50] }).toBe(true);
  expect(child.exitCode, output()).toBeNull();
}

function run(
  name: string,
  env: Record<string, string>,
): { child: ChildProcess; output: () => string } {
  const command = compose.services[name]?.command ?? [];
  const child = spawn(process.execPath, [...RUNNER, ...command], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (said += text));
  return { child, output: () => said };
}
