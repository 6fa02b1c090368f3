import { newId } from '@frontdesk/core/ids';
import type { Refusal } from '@frontdesk/core/errors';
import {
  type Change,
  type Cursor,
  type Delta,
  type Goaway,
  type Mutation,
  type MutationResult,
  PROTOCOL_VERSION,
  type PresenceState,
  type Pushed,
  SCHEMA_VERSION,
  SYNC_NAMESPACE,
  type SyncClientEvents,
  type SyncServerEvents,
  type Welcome,
} from '@frontdesk/core/sync-protocol';
import { type Socket, io } from 'socket.io-client';
import { vi } from 'vitest';

type Options = {
  readonly url: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly replicaId?: string;
  /** Whether it takes frames without ever saying that it applied them. */
  readonly isSlow?: boolean;
};

/** Nothing here waits so long by itself; the machine may be busy. */
const ANSWER_MS = 30_000;

/** A client of the protocol as strict as can be: applies frames, refuses what does not follow its cursor. */
export class TestReplica {
  readonly replicaId: string;
  readonly socket: Socket<SyncServerEvents, SyncClientEvents>;
  readonly deltas: Delta[] = [];
  readonly goaways: Goaway[] = [];
  readonly resets: string[] = [];
  readonly faults: string[] = [];
  readonly results: MutationResult[] = [];
  presence: PresenceState | undefined;
  cursor: Cursor | null = null;
  isSlow: boolean;
  #parts: Change[] = [];
  #nextMid = 1;

  private constructor(options: Options) {
    this.replicaId = options.replicaId ?? newId();
    this.isSlow = options.isSlow ?? false;
    this.socket = io(`${options.url}${SYNC_NAMESPACE}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...(options.token === undefined ? {} : { auth: { token: options.token } }),
      ...(options.headers ? { extraHeaders: options.headers } : {}),
    });
    this.socket.on('delta', (delta) => this.#apply(delta));
    this.socket.on('goaway', (goaway) => this.goaways.push(goaway));
    this.socket.on('reset', ({ reason }) => this.resets.push(reason));
    this.socket.on('presence', (state) => {
      this.presence = state;
    });
  }

  /** Resolves once connected; rejects with the refusal. */
  static connect(options: Options): Promise<TestReplica> {
    const replica = new TestReplica(options);
    return new Promise((resolve, reject) => {
      replica.socket.once('connect', () => resolve(replica));
      replica.socket.once('connect_error', (error) => {
        replica.socket.disconnect();
        reject((error as Error & { data?: Refusal }).data ?? error);
      });
    });
  }

  async hello(cursor: Cursor | null = this.cursor, more: object = {}): Promise<Welcome> {
    this.cursor = cursor;
    return this.socket.timeout(ANSWER_MS).emitWithAck('hello', {
      protocol: PROTOCOL_VERSION,
      schemaVersion: SCHEMA_VERSION,
      build: 'test',
      replicaId: this.replicaId,
      cursor,
      nextMid: this.#nextMid,
      ...more,
    });
  }

  mutation(name: string, args: unknown): Mutation {
    const clientAt = new Date().toISOString();
    return { mid: this.#nextMid++, uid: newId(), name, version: 1, args, clientAt };
  }

  push(...mutations: Mutation[]): Promise<Pushed> {
    return this.socket.timeout(ANSWER_MS).emitWithAck('push', { mutations });
  }

  get changes(): Change[] {
    return this.deltas.flatMap((delta) => [...delta.changes]);
  }

  /** Waits until what the replica has seen holds. */
  until(holds: (replica: this) => boolean, timeout = 5_000): Promise<void> {
    return vi.waitFor(
      () => {
        if (!holds(this)) throw new Error(`not yet; seen ${JSON.stringify(this.deltas.slice(-3))}`);
      },
      { timeout, interval: 10 },
    );
  }

  close(): void {
    this.socket.disconnect();
  }

  #apply(delta: Delta): void {
    if (!this.cursor || delta.epoch !== this.cursor.epoch || delta.from !== this.cursor.seq) {
      this.faults.push(`a frame from ${delta.from} at cursor ${this.cursor?.seq}`);
    }
    if (delta.more) {
      this.#parts.push(...delta.changes);
      return;
    }
    this.deltas.push({ ...delta, changes: [...this.#parts, ...delta.changes] });
    this.#parts = [];
    this.cursor = { epoch: delta.epoch, seq: delta.to, tag: delta.tag };
    this.results.push(...(delta.results ?? []));
    if (!this.isSlow) this.socket.emit('applied', { to: delta.to });
  }
}
