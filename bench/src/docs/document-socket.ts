import { step1Message, updateMessage } from '@frontdesk/documents/server/messages';
import { WebSocket } from 'ws';
import * as Y from 'yjs';

const UPDATE = 2;
const STEP_2 = 1;

/** A client that keeps no document: it would cost more than the server. The same for the gateway and for the relay. */
export class DocumentSocket {
  readonly #socket: WebSocket;
  /** Gets each update as it came, with its head. */
  onUpdate: (message: Buffer) => void = () => undefined;
  onAnswer: (message: Buffer) => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (message: Buffer) => {
      if (message[0] !== 0) return;
      if (message[1] === UPDATE) this.onUpdate(message);
      if (message[1] === STEP_2) this.onAnswer(message);
    });
  }

  /** Rejects where it is refused. */
  static open(address: string): Promise<DocumentSocket> {
    const socket = new WebSocket(address);
    const opened = new DocumentSocket(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(opened));
      socket.on('error', reject);
    });
  }

  /** An update as {@link messageOf} makes it. */
  send(message: Uint8Array): void {
    this.#socket.send(message);
  }

  /** Asks for the whole document: `onAnswer` gets it. */
  ask(): void {
    this.send(step1Message(Y.encodeStateVector(new Y.Doc())));
  }

  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
    this.#socket.close();
    return closed;
  }
}

export const messageOf = (update: Uint8Array): Buffer => Buffer.from(updateMessage(update));
