import { setTimeout as delay } from 'node:timers/promises';
import type { Section } from '../../section.ts';
import { now } from './clock.ts';
import { type Desk, openDesk } from './desk.ts';
import { openWatched, type WatchedReplica } from './replica.ts';
import type { Stage } from './stage.ts';
import { longestTask, until } from './until.ts';
import { inMs } from './words.ts';
import { Writes } from './writes.ts';

type Size = {
  /** Pending mutations, spread over so many conversations. */
  readonly pending: number;
  readonly conversations: number;
  /** Rows of one transaction of somebody else; all those conversations are among them. */
  readonly remote: number;
  readonly aim: string;
};

const SETTLED_MS = 2_000;

const SIZES: readonly Size[] = [
  { pending: 500, conversations: 500, remote: 1_000, aim: '< 150 ms' },
  { pending: 100, conversations: 30, remote: 5_000, aim: '< 150 ms' },
];

/** A transaction of somebody else lands under work that no server has confirmed. */
export async function rebase(stage: Stage, { rounds }: { rounds: number }): Promise<Section> {
  const gateway = await stage.gateway();
  try {
    const rows: Section['rows'][number][] = [];
    for (const size of SIZES) {
      const desk = await openDesk(stage, { conversations: size.remote, messages: 1, agents: 1 });
      rows.push(...(await measured(stage, gateway.url, { desk, size, rounds })));
    }
    return {
      title: 'Rows landing under pending work',
      about: `The product’s engine and tab in one Node process, from the transaction’s last part, read and parsed, to all its rows shown with the pending work on top; ${rounds} transactions each. Its longest task is what a page would stand still for in one piece; here engine, store in memory and tab share one thread. The floor: the same transactions with nothing pending.`,
      head: ['what', 'measured', 'floor in the same run', 'aim'],
      rows,
    };
  } finally {
    await gateway.stop();
  }
}

type Scene = { readonly desk: Desk; readonly size: Size; readonly rounds: number };

async function measured(stage: Stage, url: string, scene: Scene): Promise<Section['rows']> {
  const { desk, size } = scene;
  const [agent] = desk.agents;
  if (!agent) throw new Error('nobody is there');
  const replica = await openWatched(url, agent);
  const writes = new Writes(stage, desk);
  try {
    await until('the replica is whole', () => replica.client.status.get().complete);
    const floor = await landings(replica, writes, scene);
    replica.line.holdsPushes = true;
    const made = makePending(replica, scene);
    // The journal, in memory here, has taken them long before.
    const settling = await longestTask(() => delay(SETTLED_MS));
    const landed = await landings(replica, writes, scene);
    const { pending } = replica.client.status.get();
    if (pending !== size.pending) throw new Error(`${pending} are pending`);
    replica.line.holdsPushes = false;
    const what = `${size.remote.toLocaleString('en')} rows under ${size.pending} pending`;
    return [
      [what, inMs(landed.map(({ ms }) => ms)), inMs(floor.map(({ ms }) => ms)), size.aim],
      [
        `${what}: longest task`,
        inMs(landed.map(({ longest }) => longest)),
        inMs(floor.map(({ longest }) => longest)),
        '–',
      ],
      [`making one more, up to ${size.pending}`, inMs(made), '–', '< 16 ms'],
      [`${size.pending} made in one go: longest task after it`, inMs([settling.longest]), '–', '–'],
    ];
  } finally {
    await Promise.all([replica.close(), writes.close()]);
  }
}

/** How long each call took, in milliseconds. */
function makePending({ client }: WatchedReplica, { desk, size }: Scene): number[] {
  return Array.from({ length: size.pending }, (_, at) => {
    const conversationId = desk.conversationIds[at % size.conversations] ?? '';
    const from = now();
    client.mutate('conversation.setPriority', { conversationId, priority: 'URGENT' });
    return now() - from;
  });
}

type Landing = { readonly ms: number; readonly longest: number };

async function landings(
  { client, line }: WatchedReplica,
  writes: Writes,
  { desk, size, rounds }: Scene,
): Promise<Landing[]> {
  const { conversationIds } = desk;
  const ids = conversationIds.slice(0, size.remote);
  const [first = '', last = ''] = [ids[0], ids.at(-1)];
  const isPending = client.status.get().pending > 0;
  const all: Landing[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const row = client.store.row('conversations', last);
    const before = row.get()?.subject;
    let shownAt = 0;
    let isTorn = false;
    const end = row.subscribe(() => {
      if (row.get()?.subject === before) return;
      shownAt = now();
      const one = client.store.get('conversations', first);
      isTorn ||= one?.subject !== row.get()?.subject || (isPending && one?.priority !== 'URGENT');
    });
    const { longest } = await longestTask(async () => {
      await writes.touchTogether(size.remote);
      await until('the transaction is shown', () => shownAt > 0);
    });
    end();
    if (isTorn) throw new Error('a state in between was shown');
    all.push({ ms: shownAt - line.lastAt, longest });
  }
  return all;
}
