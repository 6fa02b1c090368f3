import type { Section } from '../section.ts';
import { inWords } from '../summary.ts';
import { customerTexts } from '../texts.ts';
import { loads } from './bootstrap.ts';
import type { Loaded } from './bootstrap-client.ts';
import { fillWorkspace } from './fill-workspace.ts';
import { openFloor } from './floor.ts';
import { latencies, latencyFloor } from './latency.ts';
import { openSyncPlace, type SyncPlace } from './sync-place.ts';

const ROUNDS = 500;
const LOADS = 5;
/** Conversations and what each has of messages: with a card each, 10,000 and 100,000 rows. */
const SIZES = [
  { conversations: 1_000, messages: 8, aim: '0.16 s' },
  { conversations: 10_000, messages: 8, aim: '1.2 s, client ≤ 160 MB' },
] as const;

type Row = Section['rows'][number];

/** Clients without a browser: how soon they know, how soon their own work is confirmed, how soon they have everything. */
export async function nodeClients(): Promise<Section> {
  const place = await openSyncPlace();
  const { texts, source } = customerTexts();
  try {
    const rows: Row[] = [];
    for (const size of SIZES) rows.push(...(await measured(place, { ...size, texts })));
    return {
      title: 'Clients without a browser',
      about: `A gateway process on a Postgres that keeps what it commits; every client holds the whole workspace in memory. Texts: ${source}. The floors: a committed UPDATE and a Socket.IO broadcast; SELECTs as one JSON over HTTP into a Map. Loads: the middle of ${LOADS}.`,
      head: ['what', 'measured', 'floor in the same run', 'aim'],
      rows,
    };
  } finally {
    await place.stop();
  }
}

type Size = {
  readonly conversations: number;
  readonly messages: number;
  readonly aim: string;
  readonly texts: readonly string[];
};

async function measured(place: SyncPlace, size: Size): Promise<Row[]> {
  const { databaseUrl, url } = place;
  const owner = await place.owner();
  const { organizationId, userId, membershipId, token } = owner;
  const member = { url, token, organizationId, userId, membershipId };
  const { rows, conversationIds } = await fillWorkspace(databaseUrl, organizationId, size);
  const [conversationId = ''] = conversationIds;
  const floor = await openFloor(databaseUrl, organizationId);
  try {
    const anyConversation = conversationId;
    const loaded = await loads({ kind: 'replica', member, anyConversation }, LOADS);
    const mapped = await loads({ kind: 'map', url: floor.url, anyConversation }, LOADS);
    const ofRows = `${rows.toLocaleString('en')} rows`;
    const table: Row[] = [
      [`bootstrap of ${ofRows}`, inSeconds(loaded), inSeconds(mapped), size.aim],
    ];
    if (size.conversations > 1_000) return table;
    const least = await latencyFloor(floor, ROUNDS);
    const { written, confirmed } = await latencies({ databaseUrl, member, conversationId }, ROUNDS);
    table.unshift(
      ['server write → another client’s replica', inWords(written), inWords(least.written), AIM],
      ['mutation → confirmed', inWords(confirmed), inWords(least.confirmed), AIM],
    );
    return table;
  } finally {
    await floor.stop();
  }
}

const AIM = 'p50 3 ms, p95 6 ms';

const inSeconds = ({ ms, before, peak, idle }: Loaded): string =>
  `${(ms / 1000).toFixed(2)} s, process ${Math.round(idle)} MB (${Math.round(before)} before, ${Math.round(peak)} at most)`;
