import { paced } from '../../paced.ts';
import type { Section } from '../../section.ts';
import { now } from './clock.ts';
import { type Desk, headOf, openDesk } from './desk.ts';
import { type Followers, openFollowers } from './followers.ts';
import { openPlain } from './plain.ts';
import { forgetPeak, processMemory } from './process-memory.ts';
import type { Gateway, Stage } from './stage.ts';
import { openThrottledLink, type ThrottledLink } from './throttled-link.ts';
import { inMs, inSeconds, megabytes } from './words.ts';
import { Writes } from './writes.ts';

type Load = {
  /** Sockets that read what they are sent. */
  readonly others: number;
  /** Changes a second, each of another conversation. */
  readonly rate: number;
  readonly seconds: number;
};

/** What a gateway and those on it went through. */
type Run = {
  readonly late: readonly number[];
  /** From the last change until all others had it, in milliseconds. */
  readonly behind: number;
  readonly frames: number;
  /** Megabytes: before, and the most. */
  readonly before: number;
  readonly peak: number;
};

/** A client that reads 10 kB/s sees the frames of its credit in under two minutes. */
const DRIP_BYTES = 10_000;

/** Two clients that cannot keep up, among many that can. */
export async function slowConsumer(stage: Stage, load: Load): Promise<Section> {
  const desk = await openDesk(stage, { conversations: 500, messages: 1, agents: 10 });
  const floor = await withoutGateway(stage, desk, load);
  const alone = await onGateway(stage, desk, load, {});
  const stalled: CatchUp[] = [];
  const beside = await onGateway(stage, desk, load, {
    slow: [0, DRIP_BYTES],
    caughtUp: (each) => stalled.push(...each),
  });
  const [nothing, dripping] = stalled;
  if (!nothing || !dripping) throw new Error('the slow ones did not come back');
  const { others, rate, seconds } = load;
  return {
    title: 'A slow consumer',
    about: `${rate} changes a second for ${seconds} s, each of another of 500 conversations, to ${others} sockets of 10 members; beside them one socket whose line passes nothing on and one whose line passes on 10 kB/s. Lines are then opened. The floor of latencies: a committed UPDATE and a Socket.IO broadcast of as many bytes; of memory: the same run without the two.`,
    head: ['what', 'measured', 'floor in the same run', 'aim'],
    rows: [
      ['change → others, without slow ones', inMs(alone.late), inMs(floor.late), '–'],
      ['change → others, beside slow ones', inMs(beside.late), inMs(alone.late), 'p99 as without'],
      ['last change → all others', inSeconds(beside.behind), inSeconds(floor.behind), '–'],
      [
        'frames to one of the others',
        `${Math.round(beside.frames / others)}`,
        `${rate * seconds}`,
        '–',
      ],
      ['gateway’s RSS, most', rise(beside), rise(alone), 'growth < 2 MB a slow socket'],
      ['reads nothing: back with the newest state', inWords(nothing), '–', '–'],
      ['reads 10 kB/s: back with the newest state', inWords(dripping), '–', '–'],
    ],
  };
}

type CatchUp = {
  readonly ms: number;
  readonly frames: number;
  readonly kilobytes: number;
  readonly closed: boolean;
};

const inWords = ({ ms, frames, kilobytes, closed }: CatchUp): string =>
  `${inSeconds(ms)}, ${frames} frames, ${Math.round(kilobytes)} kB${closed ? ' (its socket was closed meanwhile)' : ''}`;

const rise = ({ before, peak }: Run): string => `${megabytes(before)} → ${megabytes(peak)}`;

async function withoutGateway(
  stage: Stage,
  desk: Desk,
  { others, rate, seconds }: Load,
): Promise<Run> {
  const plain = await openPlain();
  const writes = new Writes(stage, desk);
  const cursor = { epoch: '', seq: 0, tag: '' };
  const crowd = await openFollowers({
    kind: 'plain',
    urls: [plain.url],
    tokens: [''],
    count: others,
    cursor,
  });
  try {
    await writes.query(
      'CREATE TABLE IF NOT EXISTS bench_scenarios (id int PRIMARY KEY, text text)',
    );
    await writes.query('INSERT INTO bench_scenarios SELECT n, $1 FROM generate_series(0, 499) n', [
      '',
    ]);
    const count = rate * seconds;
    await paced({ rate, count }, async (at) => {
      const text = `t${now()}`;
      await writes.query('UPDATE bench_scenarios SET text = $2 WHERE id = $1', [at % 500, text]);
      plain.say(text);
    });
    const ended = now();
    const { at } = await crowd.reached(count);
    const { late, frames } = await crowd.told();
    return { late, frames, behind: Math.max(0, Math.max(...at) - ended), before: 0, peak: 0 };
  } finally {
    await Promise.all([crowd.leave(), writes.close()]);
    await plain.stop();
  }
}

type Slow = {
  /** Bytes a second that the line of each lets through. */
  readonly slow?: readonly number[];
  readonly caughtUp?: (each: readonly CatchUp[]) => void;
};

async function onGateway(stage: Stage, desk: Desk, load: Load, slow: Slow): Promise<Run> {
  const gateway = await stage.gateway();
  const writes = new Writes(stage, desk);
  const cursor = await headOf(stage, desk);
  const job = { kind: 'gateway', tokens: desk.agents.map(({ token }) => token), cursor } as const;
  const crowd = await openFollowers({ ...job, urls: [gateway.url], count: load.others });
  const slowOnes = await Promise.all((slow.slow ?? []).map((rate) => openSlow(gateway, rate, job)));
  try {
    forgetPeak(gateway.pid);
    const before = processMemory(gateway.pid).now;
    const { rate, seconds } = load;
    await paced({ rate, count: rate * seconds }, () => writes.touch());
    const ended = now();
    const head = await headOf(stage, desk);
    const { at } = await crowd.reached(head.seq);
    const { peak } = processMemory(gateway.pid);
    const { late, frames } = await crowd.told();
    slow.caughtUp?.(await Promise.all(slowOnes.map((one) => catchUp(one, head.seq))));
    return { late, frames, before, peak, behind: Math.max(0, Math.max(...at) - ended) };
  } finally {
    await Promise.all([crowd.leave(), writes.close(), ...slowOnes.map((one) => one.leave())]);
    await gateway.stop();
  }
}

type SlowOne = {
  readonly follower: Followers;
  readonly link: ThrottledLink;
  readonly since: number;
  leave(): Promise<void>;
};

type Job = Omit<Parameters<typeof openFollowers>[0], 'urls' | 'count'>;

async function openSlow({ port }: Gateway, rate: number, job: Job): Promise<SlowOne> {
  const link = await openThrottledLink(port);
  const follower = await openFollowers({ ...job, urls: [link.url], count: 1 });
  link.allow(rate);
  const leave = async (): Promise<void> => {
    await follower.leave();
    await link.close();
  };
  return { follower, link, since: now(), leave };
}

async function catchUp({ follower, link, since }: SlowOne, seq: number): Promise<CatchUp> {
  const [before, passed, from] = [await follower.told(), link.passed, now()];
  const closed = link.closedAt !== undefined && link.closedAt > since;
  link.allow(Number.POSITIVE_INFINITY);
  const { at } = await follower.reached(seq);
  const frames = (await follower.told()).frames - before.frames;
  const kilobytes = (link.passed - passed) / 1_000;
  return { ms: Math.max(0, Math.max(...at) - from), frames, kilobytes, closed };
}
