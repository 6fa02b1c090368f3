import { step2Message } from '@frontdesk/documents/server/messages';
import type { Section } from '../section.ts';
import { type Summary, summaryOf } from '../summary.ts';
import { openDocsPlace, type DocsPlace } from './docs-place.ts';
import { DocumentSocket } from './document-socket.ts';
import { lateJoin, longDocument } from './late-join.ts';
import { type Held, OPEN, holdInMemory, holdOpen, shortDocument } from './open-documents.ts';
import { WRITERS, propagation } from './propagation.ts';
import { openRelay, type Relay } from './relay.ts';
import { concurrentSession, replay } from './replay.ts';

const ROUNDS = 5;

type Row = Section['rows'][number];
type Places = { readonly place: DocsPlace; readonly relay: Relay };

/** Documents that several write at once, beside a relay that keeps nothing. */
export async function docsSection(): Promise<Section> {
  const relay = await openRelay();
  const place = await openDocsPlace();
  const session = concurrentSession();
  try {
    const both = { place, relay };
    return {
      title: 'Documents',
      about: `One gateway process on a Postgres that waits for its disk; clients keep no document, but for the late join, and share one process. The floor passes messages on and keeps nothing. The session: ${session.source}.`,
      head: ['what', 'measured', 'floor in the same run', 'aim'],
      rows: [
        await typed(both),
        await replayed(both, session.messages),
        await joinedLate(both),
        await heldOpen(both),
      ],
    };
  } finally {
    await place.stop();
    await relay.stop();
  }
}

async function typed({ place, relay }: Places): Promise<Row> {
  const [address = ''] = await place.documents(1);
  const least = await propagation(`${relay.url}/typed`);
  const ours = await propagation(address);
  const aim = '2 × the floor at p95';
  return [
    `a key → each of ${WRITERS - 1} others, ${WRITERS} type`,
    inHundredths(ours),
    inHundredths(least),
    aim,
  ];
}

async function replayed({ place, relay }: Places, messages: readonly Buffer[][]): Promise<Row> {
  const addresses = await place.documents(ROUNDS);
  const [ours, least]: number[][] = [[], []];
  for (const [round, address] of addresses.entries()) {
    least?.push(await replay(`${relay.url}/replayed-${round}`, messages));
    ours?.push(await replay(address, messages));
  }
  const middle = (rates: readonly number[] = []): string =>
    `${Math.round(summaryOf(rates).p50).toLocaleString('en')} updates/s`;
  const what = `two authors at full speed → a reader has all (${ROUNDS} times, middle)`;
  return [what, middle(ours), middle(least), '15,000 updates/s'];
}

async function joinedLate({ place, relay }: Places): Promise<Row> {
  const long = longDocument();
  const [address = ''] = await place.documents(1, long);
  const keeper = await DocumentSocket.open(`${relay.url}/kept`);
  keeper.send(step2Message(long));
  const least = await lateJoin(`${relay.url}/kept`, { asks: false });
  const ours = await lateJoin(address, { asks: true });
  await keeper.close();
  return [
    'connect → 100,000 characters in memory',
    inHundredths(ours),
    inHundredths(least),
    '< 100 ms',
  ];
}

async function heldOpen({ place }: Places): Promise<Row> {
  const short = shortDocument();
  const keys = await place.keys(OPEN, short);
  // The first time grows by what any thousand reads need.
  await holdOpen(place.store, keys);
  const ours = await holdOpen(place.store, keys);
  const inWords = ({ open, after }: Held): string =>
    `${open.toFixed(1)} MB, ${after.toFixed(1)} MB when closed`;
  const what = `${OPEN.toLocaleString('en')} open documents of 2,000 characters, live memory without sockets`;
  const least = `in memory: ${inWords(await holdInMemory(short))}`;
  return [what, inWords(ours), least, '< 20 MB, released when closed'];
}

const inHundredths = ({ p50, p95, most }: Summary): string =>
  `p50 ${p50.toFixed(2)}, p95 ${p95.toFixed(2)}, most ${most.toFixed(1)} ms`;
