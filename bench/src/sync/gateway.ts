import type { Cursor } from '@frontdesk/core/sync-protocol';
import { createDb } from '@frontdesk/db/client';
import { openBus } from '@frontdesk/queue/open-bus';
import { silentLog } from '@frontdesk/queue/silent-log';
import { hintCommitted } from '@frontdesk/usecases/hints';
import pg from 'pg';
import { io } from 'socket.io-client';
import { memoryOf } from '../memory.ts';
import type { Section } from '../section.ts';
import { inWords, type Summary, summaryOf } from '../summary.ts';
import { customerTexts } from '../texts.ts';
import { openCrowd, type OpenCrowd } from './crowd.ts';
import { fillWorkspace } from './fill-workspace.ts';
import { openFloor } from './floor.ts';
import { openSyncPlace, type SyncPlace } from './sync-place.ts';

const RECEIVERS = 500;
const ROUNDS = 50;
const WARM_UP = 10;
/** Spread over two processes of clients: one would be busier than the gateway. */
const CONNECTED = 10_000;

type Fanned = { readonly all: Summary; readonly spread: Summary };

/** One gateway process and many sockets; `isLong` has it hold 10,000 of them, which takes a minute or two to connect. */
export async function gatewaySection({ isLong }: { isLong: boolean }): Promise<Section> {
  const place = await openSyncPlace();
  try {
    const owner = await place.owner();
    const { texts } = customerTexts();
    const filling = { conversations: 10, messages: 8, texts };
    const { conversationIds } = await fillWorkspace(
      place.databaseUrl,
      owner.organizationId,
      filling,
    );
    const desk: Desk = { place, ...owner, conversationId: conversationIds[0] ?? '' };
    const before = memoryOf(place.gatewayPid);
    const [fanned, least] = [await fanOut(desk), await fanOutFloor(desk)];
    const rows: Section['rows'][number][] = [
      [`write → the last of ${RECEIVERS}`, inWords(fanned.all), inWords(least.all), '–'],
      [
        `first → last of ${RECEIVERS}`,
        inWords(fanned.spread),
        inWords(least.spread),
        '1.5 × the floor',
      ],
    ];
    if (isLong) rows.push(await crowded(desk, before.rss));
    return {
      title: 'One gateway, many sockets',
      about:
        'All sockets of one member, in a process of their own. The floor: a committed UPDATE and a Socket.IO broadcast.',
      head: ['what', 'measured', 'floor in the same run', 'aim'],
      rows,
    };
  } finally {
    await place.stop();
  }
}

type Desk = {
  readonly place: SyncPlace;
  readonly organizationId: string;
  readonly token: string;
  readonly conversationId: string;
};

async function fanOut(desk: Desk): Promise<Fanned> {
  const { place, organizationId, conversationId } = desk;
  const crowd = await openReplicas(desk, RECEIVERS);
  const db = createDb({ url: place.databaseUrl });
  const bus = await openBus({ directUrl: place.databaseUrl, log: silentLog });
  try {
    return await rounds(crowd, async (subject) => {
      await db.asWorker((tx) =>
        tx.conversation.update({ where: { id: conversationId }, data: { subject } }),
      );
      hintCommitted({ bus, log: silentLog }, organizationId);
    });
  } finally {
    await Promise.all([crowd.leave(), bus.close(), db.close()]);
  }
}

async function fanOutFloor({ place, organizationId }: Desk): Promise<Fanned> {
  const floor = await openFloor(place.databaseUrl, organizationId);
  const crowd = await openCrowd({ kind: 'plain', url: floor.url, count: RECEIVERS });
  const writer = io(floor.url, { transports: ['websocket'], forceNew: true });
  try {
    return await rounds(crowd, (text) => writer.emitWithAck('write', text));
  } finally {
    writer.close();
    await crowd.leave();
    await floor.stop();
  }
}

async function rounds(
  crowd: OpenCrowd,
  write: (text: string) => Promise<unknown>,
): Promise<Fanned> {
  const samples: { readonly all: number; readonly spread: number }[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    const sample = await crowd.round(() => write(`round ${round}`));
    if (round >= WARM_UP) samples.push(sample);
  }
  return {
    all: summaryOf(samples.map(({ all }) => all)),
    spread: summaryOf(samples.map(({ spread }) => spread)),
  };
}

async function crowded(desk: Desk, beforeMb: number): Promise<Section['rows'][number]> {
  const started = performance.now();
  const crowds = await Promise.all([
    openReplicas(desk, CONNECTED / 2),
    openReplicas(desk, CONNECTED / 2),
  ]);
  const seconds = Math.round((performance.now() - started) / 1000);
  const { pss, rss } = memoryOf(desk.place.gatewayPid);
  await Promise.all(crowds.map((crowd) => crowd.leave()));
  return [
    `${CONNECTED.toLocaleString('en')} replicas connected (in ${seconds} s)`,
    `${Math.round(rss)} MB RSS, ${Math.round(pss)} MB PSS`,
    `${Math.round(beforeMb)} MB RSS without any`,
    '< 512 MB',
  ];
}

async function openReplicas(
  { place, organizationId, token }: Desk,
  count: number,
): Promise<OpenCrowd> {
  const client = new pg.Client({ connectionString: place.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ epoch: string; head: string; tag: string }>(
    'SELECT epoch, head, tag FROM sync_workspace WHERE workspace_id = $1',
    [organizationId],
  );
  await client.end();
  const [head] = rows;
  if (!head) throw new Error('the workspace has no log');
  const cursor: Cursor = { epoch: head.epoch, seq: Number(head.head), tag: head.tag };
  return openCrowd({ kind: 'gateway', url: place.url, count, token, cursor });
}
