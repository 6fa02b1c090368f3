import { assert } from '@frontdesk/core/assert';
import type { ChangeLog, LogEntry, LogHead } from './change-log.ts';
import { Ring } from './ring.ts';

/** A lost hint costs at most this much, in milliseconds. */
export const POLL_MS = 1_000;

/** Entries of one read of the log. */
const READ_ENTRIES = 2_000;

/** A socket that is so far behind, in transactions, has the ones on the way read for all that come after it. */
const SHARED_BACK = 1_000;
/** So many are read at least, since those who come back together are all about as far behind. */
const LEAST_BACK = 200;

/** Calls back once after so many milliseconds; returns what cancels it. */
export type After = (ms: number, callback: () => void) => () => void;

const systemAfter: After = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

export type TailerEvents = {
  /** New transactions are readable. */
  onAdvance: () => void;
  /** The log is another one now: every cursor on it is void. */
  onReset: (reason: 'epoch' | 'ahead') => void;
  /** A read failed; it is tried again at the next poll. */
  onError: (error: unknown) => void;
};

/** Follows one workspace's log for all sockets on it: pushed by hints, saved by a poll. */
export class WorkspaceTailer {
  readonly #workspaceId: string;
  readonly #log: ChangeLog;
  readonly #events: TailerEvents;
  #ring: Ring;
  #epoch: string;
  readonly #after: After;
  #cancelPoll: () => void = () => undefined;
  #reading: Promise<void> | undefined;
  #filling: Promise<void> | undefined;
  #isHinted = false;
  #isStopped = false;

  private constructor(
    workspace: { readonly id: string; readonly log: ChangeLog; readonly head: LogHead },
    events: TailerEvents,
    after: After,
  ) {
    const { id, log, head } = workspace;
    this.#workspaceId = id;
    this.#log = log;
    this.#events = events;
    this.#after = after;
    this.#ring = new Ring(head.seq);
    this.#epoch = head.epoch;
    this.#schedule();
  }

  /** Starts at the log's present head; `after` tells the time of its polls. Rejects when the database is away. */
  static async open(
    workspaceId: string,
    log: ChangeLog,
    events: TailerEvents,
    after: After = systemAfter,
  ): Promise<WorkspaceTailer> {
    const workspace = { id: workspaceId, log, head: await log.head(workspaceId) };
    return new WorkspaceTailer(workspace, events, after);
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** The newest transaction that sockets can read. */
  get tail(): number {
    return this.#ring.tail;
  }

  /** The log may have grown: look now. */
  hint(): void {
    if (this.#isStopped) return;
    if (this.#reading) this.#isHinted = true;
    else this.#look(() => this.#readNew());
  }

  /** Rejects unless it follows the log of this epoch: what it holds of one that was set back is of no use to who is on another. */
  async mustFollow(epoch: string): Promise<void> {
    while (epoch !== this.#epoch && this.#reading) await this.#reading;
    if (epoch === this.#epoch) return;
    this.#look(() => this.#comparedWithHead());
    await this.#reading;
    if (epoch !== this.#epoch) throw new Error(`the log of ${epoch} is not the one that is there`);
  }

  /** Whole transactions after a seq, up to the tail; from memory where they are there. */
  async after(seq: number): Promise<readonly LogEntry[]> {
    await this.#reachBack(seq);
    const known = this.#ring.after(seq);
    if (known) return known;
    const tail = this.#ring.tail;
    const entries = await this.#log.read(this.#workspaceId, seq, READ_ENTRIES);
    return entries.filter((entry) => entry.seq <= tail);
  }

  /** The tag of a transaction up to the tail; undefined when the log no longer has it. */
  async tagAt(seq: number): Promise<string | undefined> {
    if (seq === 0) return '';
    await this.#reachBack(seq - 1);
    return this.#ring.tagAt(seq) ?? this.#log.tagAt(this.#workspaceId, seq);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelPoll();
  }

  /** Has the ring begin at this seq or before, if that is not far: one read for all who ask meanwhile. */
  async #reachBack(seq: number): Promise<void> {
    while (this.#filling && seq < this.#ring.base) await this.#filling;
    if (seq >= this.#ring.base || this.#ring.base - seq > SHARED_BACK) return;
    this.#filling = this.#fill(seq).finally(() => {
      this.#filling = undefined;
    });
    await this.#filling;
  }

  async #fill(seq: number): Promise<void> {
    const ring = this.#ring;
    const { base } = ring;
    const entries: LogEntry[] = [];
    let from = Math.max(0, Math.min(seq, base - LEAST_BACK));
    while (from < base) {
      const some = await this.#log.read(this.#workspaceId, from, READ_ENTRIES);
      const last = some.at(-1);
      if (!last) return;
      entries.push(...some.filter((entry) => entry.seq <= base));
      from = last.seq;
    }
    if (ring === this.#ring && ring.base === base) ring.prepend(entries);
  }

  #schedule(): void {
    this.#cancelPoll = this.#after(POLL_MS, () => {
      if (this.#reading) this.#schedule();
      else this.#look(() => this.#comparedWithHead());
    });
  }

  #look(how: () => Promise<void>): void {
    this.#cancelPoll();
    this.#reading = how()
      .catch((error: unknown) => this.#events.onError(error))
      .finally(() => {
        this.#reading = undefined;
        if (this.#isStopped) return;
        this.#schedule();
        if (!this.#isHinted) return;
        this.#isHinted = false;
        this.hint();
      });
  }

  async #comparedWithHead(): Promise<void> {
    const head = await this.#log.head(this.#workspaceId);
    if (this.#isStopped) return;
    // Below the floor is what the log has forgotten before it was read here: a process that slept for weeks.
    const isBehindFloor = head.floor > this.#ring.tail;
    if (head.epoch !== this.#epoch || head.seq < this.#ring.tail || isBehindFloor) {
      const reason = head.epoch === this.#epoch ? 'ahead' : 'epoch';
      this.#epoch = head.epoch;
      this.#ring = new Ring(head.seq);
      this.#events.onReset(reason);
    } else if (head.seq > this.#ring.tail) {
      await this.#readNew();
    }
  }

  async #readNew(): Promise<void> {
    for (;;) {
      const entries = await this.#log.read(this.#workspaceId, this.#ring.tail, READ_ENTRIES);
      if (entries.length === 0 || this.#isStopped) return;
      assert(entries[0]?.seq === this.#ring.tail + 1, 'no hole is ever visible in the log');
      this.#ring.push(entries);
      this.#events.onAdvance();
      // That was all: what is committed from now on is hinted at, or found by the poll.
      if (entries.length < READ_ENTRIES) return;
    }
  }
}
