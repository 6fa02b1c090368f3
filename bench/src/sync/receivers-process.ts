import { newId } from '@frontdesk/core/ids';
import {
  type Cursor,
  type Delta,
  PROTOCOL_VERSION,
  SCHEMA_VERSION,
  SYNC_NAMESPACE,
  type Welcome,
} from '@frontdesk/core/sync-protocol';
import { io, type Socket } from 'socket.io-client';

/** A process of so many sockets. Its only argument says which, as JSON; says `open`, then one {@link Heard} a round. */
export type Crowd = { readonly url: string; readonly count: number } & (
  | { readonly kind: 'gateway'; readonly token: string; readonly cursor: Cursor }
  | { readonly kind: 'plain' }
);

/** When the first and the last of all sockets had a round's message, in milliseconds since 1970. */
export type Heard = { readonly first: number; readonly last: number };

/** Handshakes under way at a time. */
const LANES = 50;

const crowd = JSON.parse(process.argv[2] ?? '') as Crowd;
let heard = 0;
let first = 0;
let opened = 0;

await Promise.all(Array.from({ length: LANES }, openSome));
process.send?.('open');

async function openSome(): Promise<void> {
  while (opened < crowd.count) {
    opened += 1;
    await (crowd.kind === 'gateway' ? openReplica(crowd) : openPlain(crowd.url));
  }
}

async function openReplica({
  url,
  token,
  cursor,
}: Extract<Crowd, { kind: 'gateway' }>): Promise<void> {
  const socket = await connect(`${url}${SYNC_NAMESPACE}`, { token });
  socket.on('delta', ({ to }: Delta) => {
    hear();
    // As a client does: not while frames are still coming in, but once its store has what this one brought.
    setImmediate(() => socket.emit('applied', { to }));
  });
  const welcome: Welcome = await socket.emitWithAck('hello', {
    protocol: PROTOCOL_VERSION,
    schemaVersion: SCHEMA_VERSION,
    build: 'bench',
    replicaId: newId(),
    cursor,
    nextMid: 1,
  });
  if (welcome.mode !== 'resume') throw new Error(`not resumed but ${welcome.mode}`);
}

async function openPlain(url: string): Promise<void> {
  (await connect(url, {})).on('text', hear);
}

function connect(url: string, auth: object): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, auth });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}

function hear(): void {
  const now = performance.timeOrigin + performance.now();
  if (heard === 0) first = now;
  heard += 1;
  if (heard < crowd.count) return;
  heard = 0;
  const round: Heard = { first, last: now };
  process.send?.(round);
}
