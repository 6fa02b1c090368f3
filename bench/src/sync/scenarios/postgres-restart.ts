import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@frontdesk/core/ids';
import type { MutationResult } from '@frontdesk/core/sync-protocol';
import type { Section } from '../../section.ts';
import { now } from './clock.ts';
import { type Desk, headOf, openDesk } from './desk.ts';
import { type Followers, openFollowers } from './followers.ts';
import { openWatched, type WatchedReplica } from './replica.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';
import { inMs, inSeconds } from './words.ts';
import { Writes } from './writes.ts';

const AUTHORS = 4;
const FOLLOWERS = 200;
/** Between two notes of one author, in milliseconds. */
const PAUSE_MS = 1_000;
const BEFORE_MS = 5_000;
const AFTER_MS = 5_000;

/** Postgres loses its power in the middle of everything. */
export async function postgresRestart(stage: Stage): Promise<Section> {
  const desk = await openDesk(stage, { conversations: 50, messages: 1, agents: AUTHORS });
  const gateway = await stage.gateway();
  const writes = new Writes(stage, desk);
  const replicas = await Promise.all(desk.agents.map((agent) => openWatched(gateway.url, agent)));
  const crowd = await openFollowers({
    kind: 'gateway',
    urls: [gateway.url],
    tokens: desk.agents.map(({ token }) => token),
    count: FOLLOWERS,
    cursor: await headOf(stage, desk),
  });
  try {
    for (const { client } of replicas) {
      await until('a replica is whole', () => client.status.get().complete);
    }
    const outage = await playOutage({ stage, desk, writes, replicas, crowd });
    return sectionOf(outage);
  } finally {
    await Promise.all([
      ...replicas.map((replica) => replica.close()),
      crowd.leave(),
      writes.close(),
    ]);
    await gateway.stop();
  }
}

type Scene = {
  readonly stage: Stage;
  readonly desk: Desk;
  readonly writes: Writes;
  readonly replicas: readonly WatchedReplica[];
  readonly crowd: Followers;
};

/** Times by the machine's clock, in milliseconds. */
type Outage = {
  readonly crashedAt: number;
  /** From Postgres' end to its first login. */
  readonly away: number;
  readonly notes: readonly Note[];
  /** Notes that the database has. */
  readonly kept: number;
  readonly losses: number;
  /** When the last socket had the newest state. */
  readonly currentAt: number;
};

async function playOutage({ stage, desk, writes, replicas, crowd }: Scene): Promise<Outage> {
  const authors = replicas.map((replica) => new Author(replica, desk));
  await delay(BEFORE_MS);
  const crashedAt = now();
  const away = await stage.crashPostgres();
  const backAt = now();
  await until('what waited is confirmed', () =>
    authors.every(({ notes }) =>
      notes.every(({ madeAt, doneAt }) => madeAt > backAt || doneAt > 0),
    ),
  );
  await delay(AFTER_MS);
  await Promise.all(authors.map((author) => author.stop()));
  const { at } = await crowd.reached((await headOf(stage, desk)).seq);
  const kept = await writes.query('SELECT id FROM notes WHERE organization_id = $1', [
    desk.organizationId,
  ]);
  return {
    crashedAt,
    away,
    notes: authors.flatMap(({ notes }) => notes),
    kept: kept.length,
    losses: (await crowd.told()).losses,
    currentAt: Math.max(...at),
  };
}

function sectionOf({ crashedAt, away, notes, kept, losses, currentAt }: Outage): Section {
  const dones = notes.map(({ doneAt }) => doneAt);
  const backAt = crashedAt + away;
  const again = Math.min(...dones.filter((doneAt) => doneAt > backAt));
  const before = notes.filter(({ doneAt }) => doneAt < crashedAt);
  const waited = notes.filter(({ madeAt, doneAt }) => madeAt < backAt && doneAt >= crashedAt);
  const after = notes.filter(({ madeAt }) => madeAt > lastOf(waited));
  const refused = notes.filter(({ status }) => status !== 'applied').length;
  const behind = Math.max(0, currentAt - lastOf(notes));
  return {
    title: 'Postgres is killed and begins anew',
    about: `${AUTHORS} replicas write a note every ${PAUSE_MS} ms each and ${FOLLOWERS} sockets follow; Postgres is ended as by a loss of power and started at once. The floor: Postgres itself, from its end to the first login; of latencies: the notes before.`,
    head: ['what', 'measured', 'floor in the same run', 'aim'],
    rows: [
      ['end → first note confirmed again', inSeconds(again - crashedAt), inSeconds(away), '–'],
      [
        'end → all that waited is confirmed',
        inSeconds(lastOf(waited) - crashedAt),
        inSeconds(away),
        '–',
      ],
      ['note → confirmed, afterwards', inMs(after.map(latency)), inMs(before.map(latency)), '–'],
      ['last note → all sockets current', inSeconds(behind), '–', '–'],
      ['sockets that lost their connection', `${losses} of ${FOLLOWERS}`, '–', '–'],
      [
        'notes made / kept / refused',
        `${notes.length} / ${kept} / ${refused}`,
        '–',
        'none lost, none twice',
      ],
    ],
  };
}

type Note = {
  readonly madeAt: number;
  doneAt: number;
  status: MutationResult['status'];
};

const latency = ({ madeAt, doneAt }: Note): number => doneAt - madeAt;
const lastOf = (notes: readonly Note[]): number => Math.max(...notes.map(({ doneAt }) => doneAt));

/** Writes notes until it is stopped. */
class Author {
  readonly notes: Note[] = [];
  readonly #settled: Promise<void>[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor({ client }: WatchedReplica, desk: Desk) {
    this.#timer = setInterval(() => {
      const at = this.notes.length;
      const conversationId = desk.conversationIds[at % desk.conversationIds.length] ?? '';
      const note: Note = { madeAt: now(), doneAt: 0, status: 'rejected' };
      this.notes.push(note);
      const args = { noteId: newId(), conversationId, text: `note ${at}`, mentions: [] };
      const { settled } = client.mutate('conversation.note', args);
      this.#settled.push(
        settled.then(({ status }) => {
          note.doneAt = now();
          note.status = status;
        }),
      );
    }, PAUSE_MS);
  }

  /** Resolves once it is known what came of each. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#settled);
  }
}
