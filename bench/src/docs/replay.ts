import { hasTraces, readConcurrentTrace, updatesOf } from '@frontdesk/testkit/editing-traces';
import * as Y from 'yjs';
import { DocumentSocket, messageOf } from './document-socket.ts';

const AUTHORS = 2;

/** What each author of a session sends, in order, and where the session is from. */
export type Replayed = { readonly messages: readonly Buffer[][]; readonly source: string };

/** A real session of two where its trace is at hand, else keys of two who type and delete. */
export function concurrentSession(): Replayed {
  const messages: Buffer[][] = Array.from({ length: AUTHORS }, () => []);
  if (!hasTraces) return { messages: messages.map(invented), source: 'invented keys of two' };
  for (const { agent, update } of updatesOf(readConcurrentTrace()))
    messages[agent]?.push(messageOf(update));
  return { messages, source: 'friendsforever, a real session of two' };
}

function invented(_: unknown, author: number): Buffer[] {
  const doc = new Y.Doc();
  const messages: Buffer[] = [];
  doc.on('update', (update: Uint8Array) => messages.push(messageOf(update)));
  const text = doc.getText(`by ${author}`);
  for (let key = 0; key < 12_000; key += 1) {
    if (key % 8 === 7) text.delete(text.length - 1, 1);
    else text.insert(text.length, 'x');
  }
  return messages;
}

/** Updates per second, from the first that is sent until a reader has all of them; authors do not wait for anything. */
export async function replay(
  address: string,
  messages: readonly (readonly Buffer[])[],
): Promise<number> {
  const sockets = await Promise.all(messages.map(() => DocumentSocket.open(address)));
  const reader = await DocumentSocket.open(address);
  const count = messages.reduce((sum, { length }) => sum + length, 0);
  let seen = 0;
  const all = new Promise<void>((resolve) => {
    reader.onUpdate = () => {
      seen += 1;
      if (seen === count) resolve();
    };
  });
  const started = performance.now();
  messages.forEach((of, author) => of.forEach((message) => sockets[author]?.send(message)));
  await all;
  const seconds = (performance.now() - started) / 1_000;
  await Promise.all([...sockets, reader].map((socket) => socket.close()));
  return count / seconds;
}
