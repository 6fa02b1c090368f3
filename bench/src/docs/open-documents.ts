import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { DocumentKey, DocumentStore } from '@frontdesk/documents/server/document-store';
import { DocumentHub } from '@frontdesk/documents/server/document-hub';
import type { Peer } from '@frontdesk/documents/server/document-room';
import { readMessage, step1Message } from '@frontdesk/documents/server/messages';
import { REFUSALS } from '@frontdesk/documents/server/refusals';
import * as Y from 'yjs';

export const OPEN = 1_000;

/** Megabytes more than before: while all are open, and when all are closed again. */
export type Held = { readonly open: number; readonly after: number };

/** A document of 2,000 characters, as it was typed. */
export function shortDocument(): Uint8Array {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  for (let at = 0; at < 2_000; at += 10) text.insert(at, 'ten chars ');
  return Y.encodeStateAsUpdate(doc);
}

/** Somebody opens each of these and reads it, without sockets, in this process: what a gateway keeps for documents alone. */
export async function holdOpen(store: DocumentStore, keys: readonly DocumentKey[]): Promise<Held> {
  const hub = new DocumentHub({
    store,
    tellHead: () => undefined,
    tellAwareness: () => undefined,
    onFailure: (error) => {
      throw error;
    },
  });
  const before = await megabytes();
  const opened = await Promise.all(keys.map((key) => read(hub, key)));
  const open = (await megabytes()) - before;
  for (const leave of opened.splice(0)) leave();
  const after = (await megabytes()) - before;
  hub.close(REFUSALS.ending);
  return { open, after };
}

/** The same with the documents in memory, which is what a server costs that keeps them there. */
export async function holdInMemory(update: Uint8Array): Promise<Held> {
  const before = await megabytes();
  const docs = Array.from({ length: OPEN }, () => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, update);
    return doc;
  });
  const open = (await megabytes()) - before;
  for (const doc of docs.splice(0)) doc.destroy();
  return { open, after: (await megabytes()) - before };
}

/** Resolves when the whole document was sent, with what leaves it. */
function read(hub: DocumentHub, key: DocumentKey): Promise<() => void> {
  return new Promise((resolve) => {
    const peer: Peer = {
      author: { id: key.organizationId, name: 'Olive', color: '#aabbcc' },
      wantsAcks: false,
      mayWrite: () => true,
      send: (message) => {
        if (readMessage(message).is === 'step2') resolve(() => hub.leave(room, peer));
      },
      pause: () => undefined,
      resume: () => undefined,
      end: ({ reason }) => {
        throw new Error(reason);
      },
    };
    const room = hub.join(key, peer);
    room.receive(peer, step1Message(Y.encodeStateVector(new Y.Doc())));
  });
}

/** What lives in this process. What a collection frees outside the heap is gone after the next one only. */
async function megabytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round += 1) {
    await nextTurn();
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}
