import { newId } from '@frontdesk/core/ids';
import {
  type Cursor,
  type Delta,
  type Goaway,
  PROTOCOL_VERSION,
  SCHEMA_VERSION,
  SYNC_NAMESPACE,
  type Welcome,
} from '@frontdesk/core/sync-protocol';
import { backoff } from '@frontdesk/sync/engine/backoff';
import { io, type Socket } from 'socket.io-client';
import { now } from './clock.ts';
import type { PlainText } from './plain-server.ts';
import { stampOf } from './writes.ts';

/** What all followers of a process have in common. */
export type Shared = {
  readonly kind: 'gateway' | 'plain';
  /** Where to connect to: any of them. */
  urls: readonly string[];
  readonly count: (follower: Follower) => void;
  /** A change is here, so many milliseconds after it was begun. */
  readonly late: (ms: number) => void;
};

/** How long a socket may take to open, or a hello to be answered: the product's own client waits as long. */
const ANSWER_WITHIN_MS = 15_000;

/**
 * As much of a client as a gateway can tell: it says hello, keeps its cursor, says what it has applied, and comes back as
 * the product's own does. It keeps no rows, so that thousands fit into a process. Against a plain server it only listens.
 */
export class Follower {
  readonly #shared: Shared;
  readonly #token: string;
  readonly #replicaId = newId();
  #cursor: Cursor;
  #socket: Socket | undefined;
  #failures = 0;
  #frames = 0;
  #losses = 0;
  #hasEnded = false;
  #isLive: () => void = () => undefined;

  constructor(shared: Shared, token: string, cursor: Cursor) {
    this.#shared = shared;
    this.#token = token;
    this.#cursor = cursor;
  }

  get seq(): number {
    return this.#cursor.seq;
  }

  get frames(): number {
    return this.#frames;
  }

  /** How often it lost its connection, or did not get one. */
  get losses(): number {
    return this.#losses;
  }

  /** Resolves once it follows the log. */
  begin(): Promise<void> {
    return new Promise((resolve) => {
      this.#isLive = resolve;
      this.#connect();
    });
  }

  end(): void {
    this.#hasEnded = true;
    this.#socket?.off().disconnect();
  }

  #connect(): void {
    if (this.#hasEnded) return;
    const { urls, kind } = this.#shared;
    const url = urls[Math.floor(Math.random() * urls.length)] ?? '';
    const isPlain = kind === 'plain';
    const socket = io(isPlain ? url : `${url}${SYNC_NAMESPACE}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      timeout: ANSWER_WITHIN_MS,
      auth: { token: this.#token },
    });
    this.#socket = socket;
    const lost = (): void => this.#comeAgain(socket);
    socket.on('connect_error', lost);
    socket.on('disconnect', lost);
    socket.on('connect', () => {
      (isPlain ? this.#listen(socket) : this.#greet(socket)).catch(lost);
    });
  }

  async #listen(socket: Socket): Promise<void> {
    socket.on('text', ({ seq, text }: PlainText) => {
      this.#frames += 1;
      this.#note(text);
      this.#moveTo({ ...this.#cursor, seq });
    });
    const seq: number = await socket.timeout(ANSWER_WITHIN_MS).emitWithAck('hello');
    this.#live();
    this.#moveTo({ ...this.#cursor, seq });
  }

  async #greet(socket: Socket): Promise<void> {
    socket.on('delta', (delta: Delta) => this.#apply(socket, delta));
    socket.on('goaway', ({ reason, spreadMs }: Goaway) => {
      if (reason !== 'drain') throw new Error(`sent away: ${reason}`);
      this.#comeAgain(socket, Math.random() * spreadMs);
    });
    const welcome: Welcome = await socket.timeout(ANSWER_WITHIN_MS).emitWithAck('hello', {
      protocol: PROTOCOL_VERSION,
      schemaVersion: SCHEMA_VERSION,
      build: 'bench',
      replicaId: this.#replicaId,
      cursor: this.#cursor,
      nextMid: 1,
    });
    if (welcome.mode !== 'resume') fail(`not resumed but ${welcome.mode}: ${welcome.reason}`);
    this.#live();
  }

  #live(): void {
    this.#failures = 0;
    this.#isLive();
  }

  #apply(socket: Socket, { from, to, epoch, tag, changes, more }: Delta): void {
    if (from !== this.seq || epoch !== this.#cursor.epoch)
      fail(`a frame from ${from} at ${this.seq}`);
    for (const { row } of changes) this.#note(row?.['subject']);
    if (more) return;
    this.#frames += 1;
    socket.emit('applied', { to });
    this.#moveTo({ epoch, seq: to, tag });
  }

  #moveTo(cursor: Cursor): void {
    this.#cursor = cursor;
    this.#shared.count(this);
  }

  #note(text: unknown): void {
    const stamp = stampOf(text);
    if (stamp !== undefined) this.#shared.late(now() - stamp);
  }

  #comeAgain(socket: Socket, afterMs = backoff(this.#failures, Math.random())): void {
    if (this.#socket !== socket || this.#hasEnded) return;
    this.#socket = undefined;
    socket.off().disconnect();
    this.#losses += 1;
    this.#failures += 1;
    setTimeout(() => this.#connect(), afterMs);
  }
}

/** Outside of any promise: it ends the process, and with it the scenario. */
function fail(what: string): never {
  const error = new Error(what);
  setImmediate(() => {
    throw error;
  });
  throw error;
}
