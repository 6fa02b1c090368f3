import { setTimeout as delay } from 'node:timers/promises';
import { paced } from '../../paced.ts';
import type { Section } from '../../section.ts';
import { now } from './clock.ts';
import { type Desk, headOf, openDesk } from './desk.ts';
import { type Followers, openFollowers } from './followers.ts';
import { openPlain } from './plain.ts';
import { openPostgresTap, type PostgresTap, type Statements } from './postgres-tap.ts';
import { forgetPeak, processMemory } from './process-memory.ts';
import type { Gateway, Stage } from './stage.ts';
import { inSeconds, megabytes, waits } from './words.ts';
import { Writes } from './writes.ts';

type Size = {
  readonly sockets: number;
  readonly members: number;
  /** How long the same sockets are watched while nothing is wrong. */
  readonly calmSeconds: number;
};

/** A few changes a second go on all the time. */
const RATE = 5;
/** What was missed while nobody was connected. */
const MISSED = 20;

/** All sockets of a gateway come back at once: to one that was killed and begins anew, and to the next one of a deploy. */
export async function herd(stage: Stage, size: Size): Promise<Section> {
  const desk = await openDesk(stage, { conversations: 200, messages: 1, agents: size.members });
  const floor = await plainHerd(size.sockets);
  const tap = await openPostgresTap(stage.databaseUrl);
  const writes = new Writes(stage, desk);
  const scene: Scene = { stage, desk, tap, writes, size };
  try {
    const { calm, killed, deployed } = await play(scene);
    const { sockets, members } = size;
    return {
      title: `${sockets.toLocaleString('en')} sockets come back at once`,
      about: `Sockets of ${members} members in processes of ${'2,500'} at most, which wait between attempts as the product’s client does. ${RATE} changes a second; ${MISSED} are made while nobody is connected. Statements are counted on the line between gateway and Postgres. The floor: a Socket.IO server without a database that answers a hello, killed and started again in the same way; of statements: the same sockets while nothing is wrong.`,
      head: ['what', 'measured', 'floor in the same run', 'aim'],
      rows: [
        [
          'killed: the gateway listens again',
          inSeconds(killed.listens),
          inSeconds(floor.listens),
          '–',
        ],
        ['killed: back with the newest state', waits(killed.back), waits(floor.back), 'all < 60 s'],
        [
          'killed: attempts each',
          perSocket(killed.attempts, sockets),
          perSocket(floor.attempts, sockets),
          '–',
        ],
        [
          'killed: statements',
          statements(killed),
          `${perSecond(calm)} a second`,
          'a second: < 3 × calm',
        ],
        ['killed: of these reads of the log', `${killed.logReads}`, '–', 'once for all'],
        [
          'killed: the new gateway’s RSS, most',
          megabytes(killed.peak),
          `${megabytes(calm.rss)} before`,
          '–',
        ],
        ['deploy: the last gateway has ended', inSeconds(deployed.listens), '–', '–'],
        ['deploy: back with the newest state', waits(deployed.back), '–', 'all < 60 s'],
        [
          'deploy: statements',
          statements(deployed),
          `${perSecond(calm)} a second`,
          'a second: < 3 × calm',
        ],
        ['deploy: of these reads of the log', `${deployed.logReads}`, '–', 'once for all'],
        ['deploy: the next gateway’s RSS, most', megabytes(deployed.peak), '–', '–'],
      ],
    };
  } finally {
    await writes.close();
    await tap.close();
  }
}

type Scene = {
  readonly stage: Stage;
  readonly desk: Desk;
  readonly tap: PostgresTap;
  readonly writes: Writes;
  readonly size: Size;
};

type Calm = { readonly statements: number; readonly ms: number; readonly rss: number };

type Herd = {
  /** Until the next one listens, or with a deploy until the last one has ended. In milliseconds. */
  readonly listens: number;
  /** From the end of the one to the newest state, of each socket. */
  readonly back: readonly number[];
  readonly attempts: number;
  readonly statements: number;
  readonly logReads: number;
  readonly peak: number;
};

const perSocket = (attempts: number, sockets: number): string => (attempts / sockets).toFixed(1);
const perSecond = ({ statements, ms }: Calm): string => ((statements / ms) * 1_000).toFixed(0);
const statements = ({ statements: all, back }: Herd): string =>
  `${all.toLocaleString('en')}, ${((all / Math.max(...back)) * 1_000).toFixed(0)} a second`;

async function play(scene: Scene): Promise<{ calm: Calm; killed: Herd; deployed: Herd }> {
  const { stage, desk, tap, size } = scene;
  // What listens for hints keeps to the database's own address.
  const lines = { databaseUrl: tap.url, directUrl: stage.databaseUrl };
  const first = await stage.gateway(lines);
  const crowd = await openFollowers({
    kind: 'gateway',
    urls: [first.url],
    tokens: desk.agents.map(({ token }) => token),
    count: size.sockets,
    cursor: await headOf(stage, desk),
  });
  try {
    const calm = await calmly(scene, first);
    const killed = await comesBack(scene, crowd, async () => {
      await first.kill();
      return stage.gateway({ ...lines, port: first.port });
    });
    // The next one is up before the last one says goodbye, and whoever comes is sent to it.
    const next = await stage.gateway(lines);
    const deployed = await comesBack(scene, crowd, async () => {
      crowd.sendTo([next.url]);
      await killed.gateway.stop();
      return next;
    });
    await deployed.gateway.stop();
    return { calm, killed, deployed };
  } finally {
    await crowd.leave();
  }
}

async function calmly({ tap, writes, size }: Scene, gateway: Gateway): Promise<Calm> {
  const [before, from] = [tap.statements(), now()];
  const { calmSeconds: seconds } = size;
  await paced({ rate: RATE, count: RATE * seconds }, () => writes.touch());
  const ms = now() - from;
  const rss = processMemory(gateway.pid).now;
  return { statements: sumOf(tap.statements()) - sumOf(before), ms, rss };
}

async function comesBack(
  { stage, desk, tap, writes }: Scene,
  crowd: Followers,
  change: () => Promise<Gateway>,
): Promise<Herd & { readonly gateway: Gateway }> {
  const before = tap.statements();
  await crowd.told();
  const { losses } = await crowd.told();
  const from = now();
  const changing = change();
  // Before the first of them comes back.
  await delay(100);
  await paced({ rate: 200, count: MISSED }, () => writes.touch());
  const { seq } = await headOf(stage, desk);
  const reached = crowd.reached(seq);
  const gateway = await changing;
  const listens = now() - from;
  forgetPeak(gateway.pid);
  const { at, back } = await reached;
  const after = tap.statements();
  if (back.length === 0) throw new Error('nobody had gone');
  return {
    gateway,
    listens,
    back: at.map((one) => one - from),
    attempts: (await crowd.told()).losses - losses,
    statements: sumOf(after) - sumOf(before),
    logReads: (after.get('log-read') ?? 0) - (before.get('log-read') ?? 0),
    peak: processMemory(gateway.pid).peak,
  };
}

const sumOf = (counts: Statements): number => [...counts.values()].reduce((sum, n) => sum + n, 0);

type PlainHerd = Pick<Herd, 'listens' | 'back' | 'attempts'>;

async function plainHerd(count: number): Promise<PlainHerd> {
  const first = await openPlain();
  const cursor = { epoch: '', seq: 0, tag: '' };
  const job = { kind: 'plain', urls: [first.url], tokens: [''], count, cursor } as const;
  const crowd = await openFollowers(job);
  try {
    await delay(500);
    await crowd.told();
    const from = now();
    await first.kill();
    const next = await openPlain(first.port);
    const listens = now() - from;
    next.say(`t${now()}`);
    const { at } = await crowd.reached(1);
    const { losses } = await crowd.told();
    await next.stop();
    return { listens, back: at.map((one) => one - from), attempts: losses };
  } finally {
    await crowd.leave();
  }
}
