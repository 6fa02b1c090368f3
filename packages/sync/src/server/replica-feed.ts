import { type Delta, SCHEMA_VERSION } from '@frontdesk/core/sync-protocol';
import { Credit } from './credit.ts';
import { isEmptyFrame } from './frame.ts';
import { type LogTransaction, transactionsOf } from './log-transaction.ts';
import type { LogEntry } from './change-log.ts';
import { coalesced } from './coalesced.ts';
import type { Viewer } from './scope-filter.ts';
import { sharedDeltas, sharedFrame } from './shared-frames.ts';

/** While the head moves without anything for a replica, its cursor follows at least this often, in milliseconds. */
export const EMPTY_FRAME_MS = 5_000;

export type FeedPorts = {
  /** Whole transactions after a seq, up to what is readable now. */
  after: (seq: number) => Promise<readonly LogEntry[]>;
  send: (delta: Delta) => void;
  /** The scopes that the viewer holds now; null: nothing any more. */
  access: () => Promise<ReadonlySet<string> | null>;
  /** Nothing more will be sent: the viewer's access ended, or the log is written by a newer release. */
  end: (reason: 'revoked' | 'upgrade') => void;
  onError: (error: unknown) => void;
  now: () => number;
};

export type FeedStart = {
  readonly epoch: string;
  readonly seq: number;
  readonly tag: string;
  readonly held: ReadonlySet<string>;
};

/**
 * Carries one replica from its cursor along the log: filtered, framed, within its credit. Grants come from the same
 * order that rows come from; rights are read again whenever the log or the bus says that they may have changed.
 */
export class ReplicaFeed {
  readonly #viewer: Viewer;
  readonly #ports: FeedPorts;
  readonly #epoch: string;
  readonly #credit = new Credit();
  #held: ReadonlySet<string>;
  /** The replica's cursor once all that was sent is applied. */
  #sent: number;
  /** Looked at up to here; nothing between `#sent` and here concerns the replica. */
  #seen: { seq: number; tag: string };
  #lastFrameAt: number;
  #mustReadAccess = false;
  readonly #run: () => void;
  #isEnded = false;

  constructor(viewer: Viewer, start: FeedStart, ports: FeedPorts) {
    this.#viewer = viewer;
    this.#ports = ports;
    this.#run = coalesced(() => this.#advance(), ports.onError);
    this.#epoch = start.epoch;
    this.#held = start.held;
    this.#sent = start.seq;
    this.#seen = { seq: start.seq, tag: start.tag };
    this.#lastFrameAt = ports.now();
  }

  get held(): ReadonlySet<string> {
    return this.#held;
  }

  /** Sends what can be sent now. Called when the log advances, when credit returns and every second or so. */
  pump(): void {
    if (!this.#isEnded) this.#run();
  }

  applied(to: number): void {
    this.#credit.applied(to);
    this.pump();
  }

  /** Rights may have changed: nothing more is shown before they are read again. */
  recheckAccess(): void {
    this.#mustReadAccess = true;
    this.pump();
  }

  stop(): void {
    this.#isEnded = true;
  }

  async #advance(): Promise<void> {
    while (!this.#isEnded && this.#credit.isOpen) {
      if (this.#mustReadAccess) await this.#readAccess();
      if (this.#isEnded) return;
      const transactions = transactionsOf(await this.#ports.after(this.#seen.seq));
      if (transactions.length === 0) break;
      this.#sendSome(transactions);
    }
    this.#moveCursor();
  }

  /**
   * Adopts the rights of now at the replica's present place. Where that is before their place in the log nothing goes
   * wrong: what ends too early is gone, what begins too early comes whole by bootstrap, and markers met later say again
   * what still holds.
   */
  async #readAccess(): Promise<void> {
    this.#mustReadAccess = false;
    let scopes: ReadonlySet<string> | null;
    try {
      scopes = await this.#ports.access();
    } catch (error) {
      this.#mustReadAccess = true;
      throw error;
    }
    if (scopes === null) return this.#end('revoked');
    const held = this.#held;
    const revoked = [...held].filter((scope) => !scopes.has(scope));
    const granted = [...scopes].filter((scope) => !held.has(scope));
    if (this.#isEnded || revoked.length + granted.length === 0) return;
    this.#held = scopes;
    this.#sendBare({
      ...(revoked.length > 0 ? { revoked } : {}),
      ...(granted.length > 0 ? { granted } : {}),
    });
  }

  #sendSome(transactions: readonly LogTransaction[]): void {
    let rest = transactions;
    while (rest.length > 0 && this.#credit.isOpen && !this.#isEnded && !this.#mustReadAccess) {
      if (rest[0]?.entries.some((entry) => entry.schemaVersion > SCHEMA_VERSION)) {
        return this.#end('upgrade');
      }
      const { frame, rest: left } = sharedFrame(untilNewerSchema(rest), this.#held, this.#viewer);
      this.#held = frame.held;
      this.#seen = { seq: frame.to, tag: frame.tag };
      rest = left;
      if (!isEmptyFrame(frame)) {
        for (const delta of sharedDeltas(this.#epoch, this.#sent, frame)) this.#ports.send(delta);
        this.#noteSent(frame.to, frame.bytes);
      }
      if (frame.touchesViewer) this.#mustReadAccess = true;
    }
  }

  /** Rule 22: a replica for which nothing happens must not fall below the log's floor. */
  #moveCursor(): void {
    if (this.#isEnded || this.#seen.seq === this.#sent) return;
    if (this.#ports.now() - this.#lastFrameAt < EMPTY_FRAME_MS || !this.#credit.isOpen) return;
    this.#sendBare({});
  }

  #sendBare(body: Pick<Delta, 'granted' | 'revoked'>): void {
    const { seq: to, tag } = this.#seen;
    this.#ports.send({ epoch: this.#epoch, from: this.#sent, to, tag, changes: [], ...body });
    this.#noteSent(to, 0);
  }

  #noteSent(to: number, bytes: number): void {
    this.#sent = to;
    this.#credit.sent(to, bytes);
    this.#lastFrameAt = this.#ports.now();
  }

  #end(reason: 'revoked' | 'upgrade'): void {
    this.#isEnded = true;
    this.#ports.end(reason);
  }
}

function untilNewerSchema(transactions: readonly LogTransaction[]): readonly LogTransaction[] {
  const at = transactions.findIndex((transaction) =>
    transaction.entries.some((entry) => entry.schemaVersion > SCHEMA_VERSION),
  );
  return at === -1 ? transactions : transactions.slice(0, at);
}
