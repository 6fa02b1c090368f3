import type { Bus } from '@frontdesk/core/bus';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { type TestRedis, startRedis } from '@frontdesk/testkit/redis';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBus } from './open-bus.ts';
import { silentLog } from './silent-log.ts';

let database: TestDatabase;
let redis: TestRedis;

beforeAll(async () => {
  [database, redis] = await Promise.all([createDatabase(), startRedis()]);
});
afterAll(() => Promise.all([database.drop(), redis.stop()]));

const buses = {
  postgres: { redisUrl: () => undefined, cut: cutPostgres },
  redis: { redisUrl: () => redis.url, cut: cutRedis },
};

describe.each(Object.entries(buses))('the bus on %s', (_name, { redisUrl, cut }) => {
  const opened: Bus[] = [];
  const open = async (): Promise<Bus> => {
    const bus = await openBus({ directUrl: database.url, redisUrl: redisUrl(), log: silentLog });
    opened.push(bus);
    return bus;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((bus) => bus.close()));
  });

  it('brings a message to every process, the publisher included', async () => {
    const [one, other] = [await open(), await open()];
    const heard: string[] = [];
    one.subscribe('head', ({ workspaceId }) => heard.push(`one ${workspaceId}`));
    other.subscribe('head', ({ workspaceId }) => heard.push(`other ${workspaceId}`));
    await one.publish('head', { workspaceId: 'w1' });
    await vi.waitFor(() => expect(heard.toSorted()).toEqual(['one w1', 'other w1']));
  });

  it('brings a message to its own process once, and also while the bus is away', async () => {
    const [one, other] = [await open(), await open()];
    const heard: string[] = [];
    one.subscribe('head', ({ workspaceId }) => heard.push(workspaceId));
    const reached = new Promise((resolve) => other.subscribe('access', resolve));
    await one.publish('head', { workspaceId: 'once' });
    await one.publish('access', { userId: 'behind it' });
    await reached;
    expect(heard).toEqual(['once']);
    await one.close();
    await one.publish('head', { workspaceId: 'away' }).catch(() => undefined);
    expect(heard).toEqual(['once', 'away']);
  });

  it('keeps topics apart and each topic in order', async () => {
    const bus = await open();
    const heard: string[] = [];
    bus.subscribe('access', ({ userId }) => heard.push(userId));
    bus.subscribe('head', () => heard.push('head'));
    const users = Array.from({ length: 50 }, (_, n) => `u${n}`);
    await Promise.all(users.map((userId) => bus.publish('access', { userId })));
    await vi.waitFor(() => expect(heard).toEqual(users));
  });

  it('carries any text', async () => {
    const bus = await open();
    const text = `ไทย 東京 🎉 "quotes" \\ 'single' ${'x'.repeat(5_000)}`;
    const heard: unknown[] = [];
    bus.subscribe('presence', (message) => heard.push(message));
    await bus.publish('presence', { workspaceId: 'w', gatewayId: text, state: { n: 1 } });
    await vi.waitFor(() =>
      expect(heard).toEqual([{ workspaceId: 'w', gatewayId: text, state: { n: 1 } }]),
    );
  });

  it('refuses a message that is too big for it', async () => {
    const bus = await open();
    const state = 'x'.repeat(8_000);
    await expect(async () =>
      bus.publish('presence', { workspaceId: 'w', gatewayId: 'g', state }),
    ).rejects.toThrow('fits the bus');
  });

  it('ends a subscription, and lets a failing subscriber disturb no other', async () => {
    const bus = await open();
    const heard: string[] = [];
    bus.subscribe('head', () => {
      throw new Error('planted');
    });
    const end = bus.subscribe('head', () => heard.push('ended'));
    bus.subscribe('head', () => heard.push('kept'));
    end();
    await bus.publish('head', { workspaceId: 'w' });
    await vi.waitFor(() => expect(heard).toEqual(['kept']));
  });

  it('hears again after its connections were cut', async () => {
    const [listening, publishing] = [await open(), await open()];
    const heard: string[] = [];
    listening.subscribe('head', ({ workspaceId }) => heard.push(workspaceId));
    await cut();
    await vi.waitFor(
      async () => {
        await publishing.publish('head', { workspaceId: 'after' });
        expect(heard).toContain('after');
      },
      { timeout: 10_000, interval: 50 },
    );
  });
});

async function cutPostgres(): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'frontdesk-bus' and datname = current_database()",
  );
  await client.end();
}

async function cutRedis(): Promise<void> {
  const client = new Redis(redis.url);
  await client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await client.quit();
}
