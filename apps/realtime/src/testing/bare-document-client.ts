import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';

/** How soon something has to come, in milliseconds; far beyond what it takes. */
const WITHIN_MS = 20_000;

export type Heard =
  | { readonly is: 'step1' | 'step2' | 'update' | 'ack'; readonly bytes: Uint8Array }
  | { readonly is: 'denied'; readonly reason: string };

const KINDS: Readonly<Record<string, 'step1' | 'step2' | 'update' | 'ack'>> = {
  '0.0': 'step1',
  '0.1': 'step2',
  '0.2': 'update',
};

/** Speaks the y-websocket protocol byte by byte, to send what no client of good will sends. */
export class BareDocumentClient {
  readonly heard: Heard[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #socket: WebSocket;
  readonly #lookers = new Set<() => void>();

  /** `address` has the document's name and the parameters. */
  constructor(address: string) {
    this.#socket = new WebSocket(address.replace('http', 'ws'));
    this.#socket.on('message', (bytes: Buffer) => this.#hear(bytes));
    this.#socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      this.#socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  /** What it was told first of this kind, once there is something. */
  async next(is: Heard['is']): Promise<Heard> {
    const [first] = await this.nextOf(is, 1);
    if (!first) throw new Error(`no ${is}`);
    return first;
  }

  /** What it has been told of this kind, once there are so many. */
  async nextOf(is: Heard['is'], count: number): Promise<readonly Heard[]> {
    const found = (): readonly Heard[] => this.heard.filter((one) => one.is === is);
    if (found().length >= count) return found();
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${found().length} of ${is}`)), WITHIN_MS);
      const look = (): void => {
        const all = found();
        if (all.length < count) return;
        clearTimeout(late);
        this.#lookers.delete(look);
        resolve(all);
      };
      this.#lookers.add(look);
    });
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.send(bytes);
  }

  /** An answer to what we have, or an update. */
  send(is: 'step2' | 'update', update: Uint8Array): void {
    this.sendBytes(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, 0);
        encoding.writeVarUint(encoder, is === 'step2' ? 1 : 2);
        encoding.writeVarUint8Array(encoder, update);
      }),
    );
  }

  close(): void {
    this.#socket.terminate();
  }

  #hear(bytes: Buffer): void {
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    if (type === 1) return;
    if (type === 64) this.heard.push({ is: 'ack', bytes: decoding.readVarUint8Array(decoder) });
    else if (type === 2) {
      decoding.readVarUint(decoder);
      this.heard.push({ is: 'denied', reason: decoding.readVarString(decoder) });
    } else {
      const is = KINDS[`${type}.${decoding.readVarUint(decoder)}`];
      if (is) this.heard.push({ is, bytes: decoding.readVarUint8Array(decoder) });
    }
    for (const look of this.#lookers) look();
  }
}

/** What an author's editor says of each of these edits. */
export function updatesOfEdits(edits: readonly ((text: Y.Text) => void)[]): Uint8Array[] {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const edit of edits) edit(doc.getText('text'));
  return updates;
}
