import { setTimeout as delay } from 'node:timers/promises';
import { openBus } from '@frontdesk/queue/open-bus';
import { silentLog } from '@frontdesk/queue/silent-log';
import { findRedis, startRedis, type TestRedis } from '@frontdesk/testkit/redis';
import { paced } from '../../paced.ts';
import type { Section } from '../../section.ts';
import { summaryOf } from '../../summary.ts';
import { now } from './clock.ts';
import { type Desk, headOf, openDesk } from './desk.ts';
import { type Followers, openFollowers } from './followers.ts';
import type { Gateway, Stage } from './stage.ts';
import { inMs, waits } from './words.ts';
import { Writes } from './writes.ts';

type Size = {
  readonly sockets: number;
  /** How often one of the gateways is killed. */
  readonly kills: number;
  /** How long Redis answers nobody. */
  readonly silentSeconds: number;
};

const GATEWAYS = 3;
const RATE = 20;
const CALM_SECONDS = 4;

/** Three gateways on Redis: one after another is killed, and Redis falls silent. */
export async function severalGateways(stage: Stage, size: Size): Promise<Section> {
  const redis = await startRedis();
  const bus = await openBus({ directUrl: stage.databaseUrl, redisUrl: redis.url, log: silentLog });
  const desk = await openDesk(stage, { conversations: 200, messages: 1, agents: 50 });
  const writes = new Writes({ databaseUrl: stage.databaseUrl, bus }, desk);
  const gateways: Gateway[] = [];
  for (let at = 0; at < GATEWAYS; at += 1)
    gateways.push(await stage.gateway({ redisUrl: redis.url }));
  const crowd = await openFollowers({
    kind: 'gateway',
    urls: gateways.map(({ url }) => url),
    tokens: desk.agents.map(({ token }) => token),
    count: size.sockets,
    cursor: await headOf(stage, desk),
  });
  const scene: Scene = { stage, redis, desk, writes, gateways, crowd, size };
  try {
    const calm = await latencies(scene, CALM_SECONDS);
    const killed: Killed[] = [];
    for (let kill = 0; kill < size.kills; kill += 1) killed.push(await killOne(scene));
    const silent = await withoutRedis(scene);
    const again = await latencies(scene, CALM_SECONDS);
    const extra = summaryOf(silent).most - summaryOf(calm).most;
    return {
      title: `${GATEWAYS} gateways on Redis`,
      about: `${size.sockets.toLocaleString('en')} sockets of 50 members over ${GATEWAYS} gateways and ${RATE} changes a second. One gateway is killed, ${size.kills} times, and whoever comes is sent to the others; it is back before the next one is. Then Redis is stopped (it answers nobody, and no connection ends) for ${size.silentSeconds} s. The floor: the same changes while nothing is wrong; of coming back: the shortest wait of the client before its first attempt.`,
      head: ['what', 'measured', 'floor in the same run', 'aim'],
      rows: [
        ['change → sockets', inMs(calm), '–', '–'],
        [
          'a gateway dies: its sockets back with the newest state',
          waits(killed.flatMap(({ back }) => back)),
          '0.50 s',
          'all < 60 s',
        ],
        [
          'a gateway dies: change → sockets of the others',
          inMs(killed.flatMap(({ others }) => others)),
          inMs(calm),
          '–',
        ],
        [
          'Redis is silent: change → sockets',
          `${inMs(silent)} (${Math.round(extra)} ms more)`,
          inMs(calm),
          '≤ 1.5 s more',
        ],
        ['Redis is back: change → sockets', inMs(again), inMs(calm), '–'],
      ],
    };
  } finally {
    await Promise.all([crowd.leave(), writes.close(), bus.close()]);
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await redis.stop();
  }
}

/** Whether this machine has one. */
export const hasRedis = (): boolean => findRedis() !== undefined;

type Scene = {
  readonly stage: Stage;
  readonly redis: TestRedis;
  readonly desk: Desk;
  readonly writes: Writes;
  readonly gateways: Gateway[];
  readonly crowd: Followers;
  readonly size: Size;
};

async function latencies(scene: Scene, seconds: number): Promise<readonly number[]> {
  const { stage, desk, writes, crowd } = scene;
  await crowd.told();
  await paced({ rate: RATE, count: RATE * seconds }, () => writes.touch());
  await crowd.reached((await headOf(stage, desk)).seq);
  return (await crowd.told()).late;
}

type Killed = {
  /** From the kill to the newest state, of each socket that was lost. In milliseconds. */
  readonly back: readonly number[];
  /** How long that change took to those that were not. */
  readonly others: readonly number[];
};

async function killOne({ stage, redis, desk, writes, gateways, crowd }: Scene): Promise<Killed> {
  const victim = gateways.shift();
  if (!victim) throw new Error('no gateway is left');
  await crowd.told();
  crowd.sendTo(gateways.map(({ url }) => url));
  const from = now();
  await victim.kill();
  const written = now();
  await writes.touch();
  const { at, back } = await crowd.reached((await headOf(stage, desk)).seq);
  const gone = new Set(back);
  const others = at.filter((one) => !gone.has(one)).map((one) => one - written);
  gateways.push(await stage.gateway({ redisUrl: redis.url }));
  crowd.sendTo(gateways.map(({ url }) => url));
  return { back: back.map((one) => one - from), others };
}

async function withoutRedis(scene: Scene): Promise<readonly number[]> {
  const { redis, size } = scene;
  process.kill(redis.pid, 'SIGSTOP');
  try {
    return await latencies(scene, size.silentSeconds);
  } finally {
    process.kill(redis.pid, 'SIGCONT');
    await delay(1_000);
  }
}
