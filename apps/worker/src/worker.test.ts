import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type TestRedis, startRedis } from '@frontdesk/testkit/redis';
import { Desk, type Inbox } from '@frontdesk/usecases/testing/desk';
import { Talk } from '@frontdesk/usecases/testing/talk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const PATIENCE = { timeout: 20_000, interval: 25 };

let desk: Desk;
let inbox: Inbox;
let redis: TestRedis;

beforeAll(async () => {
  [desk, redis] = await Promise.all([
    Desk.open({ receipts: () => [{ status: 'delivered', afterMs: 0 }] }),
    startRedis(),
  ]);
  inbox = await desk.inbox('whatsapp');
});
afterAll(async () => {
  await desk.close();
  await redis.stop();
});

const running: ChildProcess[] = [];
// One that is killed would keep its lanes for as long as a lock lives.
afterEach(async () => {
  await Promise.all(
    running.splice(0).map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }),
  );
}, 20_000);

/** A worker in a process of its own, once it says that it is ready. */
async function launch(env: Record<string, string> = {}): Promise<ChildProcess> {
  const { databaseUrl = '', dataDir, frontdeskKey = '' } = desk.deps.settings;
  const child = fork(MAIN, {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      FRONTDESK_KEY: frontdeskKey,
      ALLOW_PRIVATE_NETWORK: '1',
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  running.push(child);
  const [said] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  expect(said).toBe('ready');
  return child;
}

const once = (child: ChildProcess, event: 'message' | 'exit'): Promise<unknown[]> =>
  new Promise((resolve) => child.once(event, (...what) => resolve(what)));

const texts = () =>
  desk.deps.db
    .asWorker((tx) =>
      tx.message.findMany({
        where: { scopeId: inbox.id, direction: 'INBOUND' },
        orderBy: { createdAt: 'asc' },
      }),
    )
    .then((rows) => rows.map((row) => row.text));

describe.each(['postgres', 'redis'])('a worker with its queue on %s', (home) => {
  const env = (): Record<string, string> => (home === 'redis' ? { REDIS_URL: redis.url } : {});

  it('takes a message in, sends the answer and brings its receipt back', async () => {
    const talk = await Talk.begin(desk, inbox);
    await launch(env());
    talk.say(`Over ${home}?`);
    await expect.poll(texts, PATIENCE).toContain(`Over ${home}?`);
    const { messageId } = await talk.reply('Yes');
    await expect
      .poll(async () => (await talk.message(messageId)).status, PATIENCE)
      .toBe('DELIVERED');
    expect(talk.phone).toHaveLength(1);
  });

  it('ends what it is doing when it is told to, and the next one goes on', async () => {
    const talk = await Talk.begin(desk, inbox);
    const child = await launch(env());
    desk.vendors.faults.plan({
      operation: 'send',
      fault: { kind: 'delay', ms: 500 },
      to: talk.customer,
    });
    const { messageId } = await talk.reply('Slow');
    await expect.poll(async () => (await talk.message(messageId)).status, PATIENCE).toBe('SENDING');
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(await talk.message(messageId)).toMatchObject({ status: 'SENT' });
    talk.say(`And ${home} again`);
    await launch(env());
    await expect.poll(texts, PATIENCE).toContain(`And ${home} again`);
  });

  it('that is killed leaves its lanes to another one', async () => {
    const talk = await Talk.begin(desk, inbox);
    const [child] = [await launch(env()), await launch(env())];
    const said = Array.from({ length: 60 }, (_, n) => `${home} ${n}`);
    for (const [n, text] of said.entries()) {
      talk.say(text);
      if (n === 20) child.kill('SIGKILL');
    }
    const arrived = async () =>
      (await talk.conversation()).messages
        .map((one) => one.text)
        .filter((text) => said.includes(text));
    await expect.poll(arrived, { ...PATIENCE, timeout: 30_000 }).toHaveLength(60);
    expect(await arrived()).toEqual(said);
  }, 40_000);
});

describe('a worker', () => {
  it('ends when whoever started it is gone', async () => {
    const child = await launch();
    const ended = once(child, 'exit');
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  });

  it('says what is wrong with a setting, and ends', async () => {
    const child = fork(MAIN, {
      env: { PATH: process.env['PATH'], LOG_LEVEL: 'loud' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    running.push(child);
    let said = '';
    child.stderr?.on('data', (chunk) => (said += String(chunk)));
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(said).toContain('LOG_LEVEL must be one of');
  });
});
