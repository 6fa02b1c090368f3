import { setTimeout as delay } from 'node:timers/promises';
import { paced } from '../../paced.ts';
import type { Section } from '../../section.ts';
import { openFloor } from '../floor.ts';
import { now } from './clock.ts';
import { type Agent, type Desk, headOf, letIn, newAgent, openDesk, putOut } from './desk.ts';
import { type Followers, openFollowers } from './followers.ts';
import { openWatched, type WatchedReplica } from './replica.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';
import { inMs } from './words.ts';
import { Writes } from './writes.ts';

/** With a card each: 20,000 rows. */
const INBOX = { conversations: 2_000, messages: 8 } as const;
const OTHERS = 50;
/** Changes of the same inbox a second. */
const RATE = 20;

/** Somebody who is connected is let into a large inbox and put out again, while others work in it. */
export async function grantedInbox(stage: Stage, { rounds }: { rounds: number }): Promise<Section> {
  const desk = await openDesk(stage, { ...INBOX, agents: 10 });
  const gateway = await stage.gateway();
  const writes = new Writes(stage, desk);
  const late = await newAgent(stage, desk.organizationId);
  const replica = await openWatched(gateway.url, late);
  const others = await openFollowers({
    kind: 'gateway',
    urls: [gateway.url],
    tokens: desk.agents.map(({ token }) => token),
    count: OTHERS,
    cursor: await headOf(stage, desk),
  });
  try {
    await until('the replica is whole', () => replica.client.status.get().complete);
    const scene: Scene = { stage, desk, writes, others, late, replica };
    const calm = await calmly(scene);
    const all: Round[] = [];
    for (let round = 0; round < rounds; round += 1) all.push(await letInAndOut(scene));
    const floor = await selects(stage, desk, rounds);
    return {
      title: 'An inbox is granted and taken away',
      about: `An inbox of ${desk.rows.toLocaleString('en')} rows, granted to a connected replica in a Node process and revoked, ${rounds} times, while ${OTHERS} sockets of others follow ${RATE} changes a second in it. From the begin of the grant’s transaction. The floor: SELECTs as one JSON over HTTP into a Map; of latencies: the same changes before.`,
      head: ['what', 'measured', 'floor in the same run', 'aim'],
      rows: [
        ['grant → the inbox is named', inMs(all.map(({ named }) => named)), '–', '–'],
        ['grant → whole', inMs(all.map(({ whole }) => whole)), inMs(floor), '–'],
        ['others’ changes meanwhile', inMs(all.flatMap(({ late: ms }) => ms)), inMs(calm), '–'],
        ['revocation → no row is left', inMs(all.map(({ gone }) => gone)), '–', 'one frame'],
      ],
    };
  } finally {
    await Promise.all([replica.close(), others.leave(), writes.close()]);
    await gateway.stop();
  }
}

type Scene = {
  readonly stage: Stage;
  readonly desk: Desk;
  readonly writes: Writes;
  readonly others: Followers;
  readonly late: Agent;
  readonly replica: WatchedReplica;
};

/** In milliseconds. */
type Round = {
  readonly named: number;
  readonly whole: number;
  readonly gone: number;
  /** How long changes took to the others until it was whole. */
  readonly late: readonly number[];
};

const CALM_SECONDS = 3;

async function calmly({ stage, desk, writes, others }: Scene): Promise<readonly number[]> {
  await paced({ rate: RATE, count: RATE * CALM_SECONDS }, () => writes.touch());
  await others.reached((await headOf(stage, desk)).seq);
  return (await others.told()).late;
}

async function letInAndOut(scene: Scene): Promise<Round> {
  const { stage, desk, writes, others, late, replica } = scene;
  const { store, status } = replica.client;
  const isHere = (id: string): boolean => store.get('conversations', id) !== undefined;
  let isWhole = false;
  const writing = writeUntil(writes, () => isWhole);
  const from = now();
  await letIn(stage, late, desk.inboxId);
  await until('the inbox is named', () => store.get('inboxes', desk.inboxId) !== undefined);
  const named = now() - from;
  await until(
    'the inbox is whole',
    () => desk.conversationIds.every(isHere) && status.get().complete,
  );
  const whole = now() - from;
  isWhole = true;
  await writing;
  await others.reached((await headOf(stage, desk)).seq);
  const heard = await others.told();
  const out = now();
  await putOut(stage, late, desk.inboxId);
  await until('the inbox is gone', () => store.get('inboxes', desk.inboxId) === undefined);
  const gone = now() - out;
  if (desk.conversationIds.some(isHere)) throw new Error('a revoked row is still there');
  return { named, whole, gone, late: heard.late };
}

async function writeUntil(writes: Writes, isOver: () => boolean): Promise<void> {
  while (!isOver()) await Promise.all([writes.touch(), delay(1_000 / RATE)]);
}

async function selects(stage: Stage, desk: Desk, rounds: number): Promise<number[]> {
  const floor = await openFloor(stage.databaseUrl, desk.organizationId);
  const all: number[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const from = now();
      const tables = (await (await fetch(floor.url)).json()) as { id: string }[][];
      const held = new Map(tables.flat().map((row) => [row.id, row]));
      all.push(now() - from);
      if (held.size < desk.rows) throw new Error('rows are missing');
    }
    return all;
  } finally {
    await floor.stop();
  }
}
