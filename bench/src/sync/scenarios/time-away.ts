import { setTimeout as delay } from 'node:timers/promises';
import { atOnce } from '../../paced.ts';
import type { Section } from '../../section.ts';
import { now } from './clock.ts';
import { type Desk, openDesk } from './desk.ts';
import { openPostgresTap, type PostgresTap } from './postgres-tap.ts';
import { openWatched, type WatchedReplica } from './replica.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';
import { inSeconds } from './words.ts';
import { Writes } from './writes.ts';

/** As a busy workspace makes them: the study counts 5,000 changes in eight hours. */
const HOUR = 625;
const NIGHT = 5_000;

/** The gateway has read the newest by then. In milliseconds. */
const SETTLED_MS = 1_500;

/** A laptop comes back: after an hour, after a night, and after the log has forgotten where it was. */
export async function timeAway(
  stage: Stage,
  { conversations }: { conversations: number },
): Promise<Section> {
  const tap = await openPostgresTap(stage.databaseUrl);
  const lines = { databaseUrl: tap.url, directUrl: stage.databaseUrl };
  let gateway = await stage.gateway(lines);
  const desk = await openDesk(stage, { conversations, messages: 8, agents: 1 });
  const writes = new Writes(stage, desk);
  const [agent] = desk.agents;
  if (!agent) throw new Error('nobody is there');
  const cold = await coldLoad(gateway.url, desk);
  const replica = await openWatched(gateway.url, agent);
  try {
    await until('the replica is whole', () => replica.client.status.get().complete);
    const scene = { replica, writes, desk, tap };
    const hour = await away(scene, HOUR);
    const night = await away(scene, NIGHT);
    const forgotten = await forgottenByLog(scene, async () => {
      // Nobody is away for weeks from one process.
      await gateway.kill();
      gateway = await stage.gateway({ ...lines, port: gateway.port });
    });
    const words = ({ ms, rows, frames, reads }: Back): string =>
      `${inSeconds(ms)}, ${rows.toLocaleString('en')} rows in ${frames} frames, ${reads} reads of the log`;
    return {
      title: 'Back after a while',
      about: `A replica of ${desk.rows.toLocaleString('en')} rows in a Node process. Each change is a transaction of its own, in turn on ${conversations.toLocaleString('en')} conversations; from the browser’s word that there is a network to the newest state. The floor: one SELECT of the newest of each changed row, as JSON into a Map; for the log’s floor: an empty replica that loads the same.`,
      head: ['what', 'measured', 'floor in the same run', 'aim'],
      rows: [
        [`1 h away: ${HOUR} changes`, words(hour), inSeconds(hour.floor), '< 1 s'],
        [
          `8 h away: ${NIGHT.toLocaleString('en')} changes`,
          words(night),
          inSeconds(night.floor),
          '< 1 s',
        ],
        ['before the log’s floor: newest heads', inSeconds(forgotten.ms), '–', '–'],
        [
          'before the log’s floor: whole again',
          inSeconds(forgotten.whole),
          inSeconds(cold),
          'as a first load',
        ],
        [
          'rows that could not be read meanwhile',
          `${forgotten.gaps} in ${forgotten.looks} looks`,
          '–',
          '0',
        ],
        ['work made while away: confirmed', inSeconds(forgotten.confirmed), '–', 'none lost'],
      ],
    };
  } finally {
    await Promise.all([replica.close(), writes.close()]);
    await gateway.stop();
    await tap.close();
  }
}

type Scene = {
  readonly replica: WatchedReplica;
  readonly writes: Writes;
  readonly desk: Desk;
  readonly tap: PostgresTap;
};

type Back = {
  readonly ms: number;
  readonly rows: number;
  readonly frames: number;
  readonly reads: number;
  readonly floor: number;
};

async function away(scene: Scene, changes: number): Promise<Back> {
  const { replica, writes, desk, tap } = scene;
  const logReads = (): number => tap.statements().get('log-read') ?? 0;
  replica.setOnline(false);
  const from = await seqOf(writes, desk);
  await atOnce({ lanes: 8, count: changes }, () => writes.touch());
  const floor = await newestRows(writes, desk, from);
  // The gateway reads what nobody follows, too.
  await delay(SETTLED_MS);
  const before = { ...replica.line, reads: logReads() };
  const ms = await comeBack(scene);
  const { rows, frames } = replica.line;
  const reads = logReads() - before.reads;
  return { ms, rows: rows - before.rows, frames: frames - before.frames, reads, floor };
}

/** Until the last change of all is shown. */
async function comeBack({ replica, writes, desk }: Scene): Promise<number> {
  const [id = ''] = desk.conversationIds;
  await writes.touchTogether(1);
  const [row] = await writes.query('SELECT subject FROM conversations WHERE id = $1', [id]);
  replica.setOnline(true);
  return until(
    'the newest state is shown',
    () => replica.client.store.get('conversations', id)?.subject === row?.['subject'],
  );
}

async function seqOf(writes: Writes, { organizationId }: Desk): Promise<number> {
  const [row] = await writes.query('SELECT head FROM sync_workspace WHERE workspace_id = $1', [
    organizationId,
  ]);
  return Number(row?.['head']);
}

async function newestRows(writes: Writes, desk: Desk, from: number): Promise<number> {
  const started = now();
  const [answer] = await writes.query(
    `SELECT json_agg(row) AS all FROM (SELECT DISTINCT ON (entity_id) row FROM sync_change
      WHERE workspace_id = $1 AND seq > $2 ORDER BY entity_id, seq DESC, idx DESC) AS newest`,
    [desk.organizationId, from],
  );
  const rows = answer?.['all'] as { id: string }[];
  const held = new Map(rows.map((row) => [row.id, row]));
  if (held.size === 0) throw new Error('nothing changed');
  return now() - started;
}

async function coldLoad(url: string, { agents }: Desk): Promise<number> {
  const [agent] = agents;
  if (!agent) throw new Error('nobody is there');
  const started = now();
  const replica = await openWatched(url, agent);
  await until('the replica is whole', () => replica.client.status.get().complete);
  const ms = now() - started;
  await replica.close();
  return ms;
}

type Forgotten = {
  /** To the newest state of what the first page brings, and to everything. In milliseconds. */
  readonly ms: number;
  readonly whole: number;
  readonly confirmed: number;
  /** Of so many looks at a row that had been there all the time: how many did not find it. */
  readonly looks: number;
  readonly gaps: number;
};

async function forgottenByLog(scene: Scene, restart: () => Promise<void>): Promise<Forgotten> {
  const { replica, writes, desk } = scene;
  const { client } = replica;
  replica.setOnline(false);
  const made = desk.conversationIds.slice(1, 11).map((conversationId) => {
    const args = { conversationId, priority: 'URGENT' } as const;
    return client.mutate('conversation.setPriority', args).settled;
  });
  await atOnce({ lanes: 8, count: 10 }, () => writes.touch());
  await writes.query('UPDATE sync_workspace SET floor = head WHERE workspace_id = $1', [
    desk.organizationId,
  ]);
  await writes.touch();
  await restart();
  const watched = watchRows(replica, desk);
  try {
    const from = now();
    const ms = await comeBack(scene);
    const isWhole = until('the replica is whole again', () => client.status.get().complete);
    const results = await Promise.all(made);
    const confirmed = now() - from;
    const whole = ms + (await isWhole);
    if (results.some(({ status }) => status !== 'applied')) throw new Error('work came to nothing');
    return { ms, whole, confirmed, ...watched };
  } finally {
    watched.end();
  }
}

/** Looks at rows that are there, over and over, until it is ended. */
function watchRows(
  { client }: WatchedReplica,
  desk: Desk,
): { looks: number; gaps: number; end: () => void } {
  const seen = { looks: 0, gaps: 0, end: () => clearInterval(timer) };
  const timer = setInterval(() => {
    for (const id of desk.conversationIds.slice(0, 100)) {
      seen.looks += 1;
      if (!client.store.get('conversations', id)) seen.gaps += 1;
    }
  }, 5);
  return seen;
}
