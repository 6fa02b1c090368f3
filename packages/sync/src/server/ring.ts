import { assert } from '@frontdesk/core/assert';
import type { LogEntry } from './change-log.ts';
import { entryBytes } from './log-transaction.ts';

export type RingLimits = { readonly entries: number; readonly bytes: number };

/** Places that the most recent arrays are kept for; sockets are at one of few while they keep up. */
const PLACES = 16;

const DEFAULT_LIMITS: RingLimits = { entries: 5_000, bytes: 16 * 1024 * 1024 };

/** The newest stretch of one workspace's log in memory, so that many sockets read it without asking the database. */
export class Ring {
  readonly #limits: RingLimits;
  #entries: LogEntry[] = [];
  #bytes = 0;
  /** What was asked for since the ring last changed: everybody who is as far has the same array. */
  readonly #asked = new Map<number, readonly LogEntry[]>();
  /** Everything after this seq, up to the tail, is here. */
  #base: number;
  #tail: number;

  constructor(seq: number, limits: RingLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
    this.#base = seq;
    this.#tail = seq;
  }

  /** What comes after this seq is here. */
  get base(): number {
    return this.#base;
  }

  get tail(): number {
    return this.#tail;
  }

  /** The tag of a transaction that is here. */
  tagAt(seq: number): string | undefined {
    if (seq <= this.#base) return undefined;
    return this.#entries[this.#firstAfter(seq - 1)]?.tag;
  }

  /**
   * Puts the transactions that end at the base in front: so many sockets that come back together read them once. They are
   * let go where there is no room for them. Returns whether they were taken.
   */
  prepend(entries: readonly LogEntry[]): boolean {
    const [first] = entries;
    if (!first || entries.at(-1)?.seq !== this.#base) return false;
    const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), this.#bytes);
    const count = entries.length + this.#entries.length;
    if (count > this.#limits.entries || bytes > this.#limits.bytes) return false;
    this.#asked.clear();
    this.#entries = [...entries, ...this.#entries];
    this.#bytes = bytes;
    this.#base = first.seq - 1;
    return true;
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
    this.#asked.clear();
    this.#entries.push(...entries);
    this.#tail = tail;
    this.#trim();
  }

  /** All entries after a seq, the same array for all who ask for it before there are more; undefined when they are no longer all here. */
  after(seq: number): readonly LogEntry[] | undefined {
    if (seq < this.#base) return undefined;
    if (seq >= this.#tail) return [];
    const known = this.#asked.get(seq);
    if (known) return known;
    const entries = this.#entries.slice(this.#firstAfter(seq));
    const [oldest] = this.#asked.keys();
    if (this.#asked.size >= PLACES && oldest !== undefined) this.#asked.delete(oldest);
    this.#asked.set(seq, entries);
    return entries;
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
