import { createDb } from '@frontdesk/db/client';
import { openBus } from '@frontdesk/queue/open-bus';
import { silentLog } from '@frontdesk/queue/silent-log';
import { hintCommitted } from '@frontdesk/usecases/hints';
import { io } from 'socket.io-client';
import { type Summary, summaryOf } from '../summary.ts';
import type { Floor } from './floor.ts';
import { type Member, openReplica, type Replica, whole } from './node-replica.ts';

/** Rounds that are not counted: what runs often is compiled by then. */
const WARM_UP = 100;

export type Latencies = { readonly written: Summary; readonly confirmed: Summary };

type Measured = {
  readonly databaseUrl: string;
  readonly member: Member;
  readonly conversationId: string;
};

/**
 * written: from the begin of a job's transaction on one conversation to the row in another client's replica.
 * confirmed: from a client's mutation to the frame that says that it was done and brings its rows. One after another.
 */
export async function latencies(place: Measured, rounds: number): Promise<Latencies> {
  const replica = await openReplica(place.member);
  await whole(replica);
  try {
    const written = await serverWrites(place, replica, rounds);
    const confirmed = await mutations(place, replica, rounds);
    return { written, confirmed };
  } finally {
    await replica.close();
  }
}

async function serverWrites(
  { databaseUrl, member, conversationId }: Measured,
  replica: Replica,
  rounds: number,
): Promise<Summary> {
  const db = createDb({ url: databaseUrl });
  const bus = await openBus({ directUrl: databaseUrl, log: silentLog });
  const row = replica.store.row('conversations', conversationId);
  try {
    return summaryOf(
      await timed(rounds, async (round) => {
        const subject = `round ${round}`;
        const shown = new Promise<void>((resolve) => {
          const end = row.subscribe(() => {
            if (row.get()?.subject !== subject) return;
            end();
            resolve();
          });
        });
        await db.asWorker((tx) =>
          tx.conversation.update({ where: { id: conversationId }, data: { subject } }),
        );
        hintCommitted({ bus, log: silentLog }, member.organizationId);
        await shown;
      }),
    );
  } finally {
    await Promise.all([bus.close(), db.close()]);
  }
}

async function mutations(
  { conversationId }: Measured,
  replica: Replica,
  rounds: number,
): Promise<Summary> {
  const samples = await timed(rounds, async (round) => {
    const priority = round % 2 === 0 ? 'URGENT' : 'NORMAL';
    const args = { conversationId, priority } as const;
    const { status } = await replica.mutate('conversation.setPriority', args).settled;
    if (status !== 'applied') throw new Error(`a mutation came out as ${status}`);
  });
  return summaryOf(samples);
}

/** The same over one committed UPDATE and a broadcast: until another socket has it, and until its writer is told. */
export async function latencyFloor({ url }: Floor, rounds: number): Promise<Latencies> {
  const [writer, reader] = [url, url].map((to) =>
    io(to, { transports: ['websocket'], forceNew: true }),
  );
  if (!writer || !reader) throw new Error('no sockets');
  const held = new Map<string, string>();
  let shown: (text: string) => void = () => undefined;
  reader.on('text', (text: string) => {
    held.set('row', text);
    shown(text);
  });
  await Promise.all([writer, reader].map((socket) => socket.emitWithAck('write', '')));
  const written = await timed(rounds, (round) => {
    const text = `round ${round}`;
    const seen = new Promise<void>((resolve) => {
      shown = (now) => {
        if (now === text) resolve();
      };
    });
    writer.emit('write', text, () => undefined);
    return seen;
  });
  const confirmed = await timed(rounds, (round) => writer.emitWithAck('write', `round ${round}`));
  writer.close();
  reader.close();
  return { written: summaryOf(written), confirmed: summaryOf(confirmed) };
}

async function timed(rounds: number, work: (round: number) => Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < rounds + WARM_UP; round += 1) {
    const started = performance.now();
    await work(round);
    if (round >= WARM_UP) samples.push(performance.now() - started);
  }
  return samples;
}
