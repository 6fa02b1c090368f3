import { SCHEMA_VERSION } from '@frontdesk/core/sync-protocol';
import type { LogEntry } from './change-log.ts';
import { coalesced } from './coalesced.ts';
import { transactionsOf } from './log-transaction.ts';
import { type View, type Viewer, viewTransaction } from './scope-filter.ts';

export type EventFeedPorts = {
  /** Whole transactions after a seq, up to what is readable now. */
  after: (seq: number) => Promise<readonly LogEntry[]>;
  /** Each transaction with something to see, in order, nothing collapsed. */
  show: (view: View) => void;
  /** The scopes that the viewer holds now; null: nothing any more. */
  access: () => Promise<ReadonlySet<string> | null>;
  end: (reason: 'revoked' | 'upgrade') => void;
  onError: (error: unknown) => void;
};

/**
 * Tells a viewer without a replica what happens from now on, once each, in the order of the log. What it missed while
 * it was away it reads elsewhere.
 */
export class EventFeed {
  readonly #viewer: Viewer;
  readonly #ports: EventFeedPorts;
  #held: ReadonlySet<string>;
  #seen: number;
  #mustReadAccess = false;
  readonly #run: () => void;
  #isEnded = false;

  constructor(
    viewer: Viewer,
    start: { readonly seq: number; readonly held: ReadonlySet<string> },
    ports: EventFeedPorts,
  ) {
    this.#viewer = viewer;
    this.#ports = ports;
    this.#run = coalesced(() => this.#advance(), ports.onError);
    this.#held = start.held;
    this.#seen = start.seq;
  }

  get held(): ReadonlySet<string> {
    return this.#held;
  }

  pump(): void {
    if (!this.#isEnded) this.#run();
  }

  recheckAccess(): void {
    this.#mustReadAccess = true;
    this.pump();
  }

  stop(): void {
    this.#isEnded = true;
  }

  async #advance(): Promise<void> {
    for (;;) {
      if (this.#mustReadAccess) await this.#readAccess();
      if (this.#isEnded) return;
      const transactions = transactionsOf(await this.#ports.after(this.#seen));
      if (transactions.length === 0) return;
      for (const transaction of transactions) {
        if (this.#isEnded || this.#mustReadAccess) break;
        if (transaction.entries.some((entry) => entry.schemaVersion > SCHEMA_VERSION)) {
          return this.#end('upgrade');
        }
        const view = viewTransaction(transaction, this.#held, this.#viewer);
        this.#held = view.held;
        this.#seen = transaction.seq;
        if (view.entries.length > 0) this.#ports.show(view);
        if (view.touchesViewer) this.#mustReadAccess = true;
      }
    }
  }

  async #readAccess(): Promise<void> {
    this.#mustReadAccess = false;
    try {
      const scopes = await this.#ports.access();
      if (scopes === null) this.#end('revoked');
      else this.#held = scopes;
    } catch (error) {
      this.#mustReadAccess = true;
      throw error;
    }
  }

  #end(reason: 'revoked' | 'upgrade'): void {
    this.#isEnded = true;
    this.#ports.end(reason);
  }
}
