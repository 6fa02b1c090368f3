import { assert } from '@frontdesk/core/assert';
import type { LogEntry } from './change-log.ts';
import { entryBytes } from './log-transaction.ts';

export type RingLimits = { readonly entries: number; readonly bytes: number };

const DEFAULT_LIMITS: RingLimits = { entries: 5_000, bytes: 16 * 1024 * 1024 };

/** The newest stretch of one workspace's log in memory, so that many sockets read it without asking the database. */
export class Ring {
  readonly #limits: RingLimits;
  #entries: LogEntry[] = [];
  #bytes = 0;
  /** Everything after this seq, up to the tail, is here. */
  #base: number;
  #tail: number;

  constructor(seq: number, limits: RingLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
    this.#base = seq;
    this.#tail = seq;
  }

  get tail(): number {
    return this.#tail;
  }

  /** Appends whole transactions. A hole would be lost for every socket behind this ring, so it is refused. */
  push(entries: readonly LogEntry[]): void {
    let tail = this.#tail;
    for (const entry of entries) {
      assert(
        entry.seq === tail || (entry.seq === tail + 1 && entry.seq > this.#tail),
        `log is dense: ${entry.seq} follows ${tail}`,
      );
      tail = entry.seq;
      this.#bytes += entryBytes(entry);
    }
    this.#entries.push(...entries);
    this.#tail = tail;
    this.#trim();
  }

  /** All entries after a seq; undefined when they are no longer all here. */
  after(seq: number): readonly LogEntry[] | undefined {
    if (seq < this.#base) return undefined;
    if (seq >= this.#tail) return [];
    return this.#entries.slice(this.#firstAfter(seq));
  }

  #firstAfter(seq: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.seq ?? Infinity) > seq) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Drops the oldest transactions once over a limit, down to half of it, so that the array moves seldom. */
  #trim(): void {
    if (this.#entries.length <= this.#limits.entries && this.#bytes <= this.#limits.bytes) return;
    let at = 0;
    let bytes = this.#bytes;
    const isOver = (): boolean =>
      this.#entries.length - at > this.#limits.entries / 2 || bytes > this.#limits.bytes / 2;
    while (at < this.#entries.length && isOver()) {
      const seq = this.#entries[at]?.seq;
      for (; this.#entries[at]?.seq === seq && at < this.#entries.length; at++) {
        const entry = this.#entries[at];
        if (entry) bytes -= entryBytes(entry);
      }
      this.#base = seq ?? this.#base;
    }
    this.#entries = this.#entries.slice(at);
    this.#bytes = bytes;
  }
}
