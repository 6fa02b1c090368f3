import { readMessage } from '@frontdesk/documents/server/messages';
import * as Y from 'yjs';
import { type Summary, summaryOf } from '../summary.ts';
import { DocumentSocket } from './document-socket.ts';

const JOINS = 30;
const EDITS = 2_000;
const CHARACTERS = 100_000;

/** A document of 100,000 characters, written in 2,000 pieces here and there. */
export function longDocument(): Uint8Array {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  const piece = 'x'.repeat(CHARACTERS / EDITS);
  for (let edit = 0; edit < EDITS; edit += 1)
    text.insert((edit * 7_919) % (text.length + 1), piece);
  return Y.encodeStateAsUpdate(doc);
}

/** From connecting to having the whole document in memory; `asks` for a server that does not send it by itself. */
export async function lateJoin(address: string, { asks }: { asks: boolean }): Promise<Summary> {
  const samples: number[] = [];
  for (let join = 0; join < JOINS; join += 1) {
    const started = performance.now();
    const length = await joined(address, asks);
    if (length !== CHARACTERS) throw new Error(`${length} characters came`);
    samples.push(performance.now() - started);
  }
  return summaryOf(samples);
}

async function joined(address: string, asks: boolean): Promise<number> {
  const doc = new Y.Doc();
  const socket = await DocumentSocket.open(address);
  const whole = new Promise<void>((resolve) => {
    socket.onAnswer = (bytes) => {
      const message = readMessage(bytes);
      if (message.is === 'step2') Y.applyUpdate(doc, message.update);
      resolve();
    };
  });
  if (asks) socket.ask();
  await whole;
  void socket.close();
  return doc.getText('text').length;
}
