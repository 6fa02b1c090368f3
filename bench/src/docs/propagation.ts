import { setTimeout as delay } from 'node:timers/promises';
import * as Y from 'yjs';
import { type Summary, summaryOf } from '../summary.ts';
import { DocumentSocket, messageOf } from './document-socket.ts';

export const WRITERS = 10;

/** A quick typist: eight keys a second, in milliseconds. */
const KEY_MS = 125;
const KEYS = 80;
/** Keys of each writer that are not counted: connections and caches get warm. */
const WARM_UP = 16;

/** Ten people type in one document: from each key to each of the nine others. */
export async function propagation(address: string): Promise<Summary> {
  const sockets = await Promise.all(
    Array.from({ length: WRITERS }, () => DocumentSocket.open(address)),
  );
  const sentAt = new Map<string, number>();
  const samples: number[] = [];
  const expected = (KEYS - WARM_UP) * WRITERS * (WRITERS - 1);
  const all = new Promise<void>((resolve) => {
    for (const socket of sockets)
      socket.onUpdate = (message) => {
        const at = sentAt.get(message.toString('latin1'));
        if (at !== undefined) samples.push(performance.now() - at);
        if (samples.length === expected) resolve();
      };
  });
  await Promise.all(
    sockets.map(async (socket, writer) => {
      await delay((writer * KEY_MS) / WRITERS);
      await type(socket, (message, key) => {
        if (key >= WARM_UP) sentAt.set(message.toString('latin1'), performance.now());
      });
    }),
  );
  await all;
  await Promise.all(sockets.map((socket) => socket.close()));
  return summaryOf(samples);
}

async function type(
  socket: DocumentSocket,
  onKey: (message: Buffer, key: number) => void,
): Promise<void> {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  let key = 0;
  doc.on('update', (update: Uint8Array) => {
    const message = messageOf(update);
    onKey(message, key);
    socket.send(message);
  });
  for (; key < KEYS; key += 1) {
    text.insert(text.length, 'x');
    await delay(KEY_MS);
  }
}
