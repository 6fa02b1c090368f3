import { JournalMirror } from './journal-mirror.ts';
import {
  StandDown,
  type Journal,
  type JournalEntry,
  type JournalImage,
  type SettledEntry,
} from './journal.ts';

/** What journals in memory are written to; several may be opened on it, one after another or at once. */
export class JournalDisk {
  #mirror: JournalMirror | null = null;
  /** What every write rejects with, while it is set: a disk that is full. */
  failure: Error | null = null;

  get image(): JournalImage | null {
    return this.#mirror?.image ?? null;
  }

  /** Another disk that holds the same, as a copied browser profile does. */
  copy(): JournalDisk {
    const other = new JournalDisk();
    other.#mirror = this.#mirror && new JournalMirror(this.#mirror.image);
    return other;
  }

  /** The leader that opens it has the next term. */
  lead(newReplicaId: () => string): JournalImage {
    const known = this.image ?? { replicaId: newReplicaId(), term: 0, nextMid: 1, entries: [] };
    const image = { ...known, term: known.term + 1 };
    this.#mirror = new JournalMirror(image);
    return image;
  }

  /** Writes whole or not at all. */
  write(term: number, work: (mirror: JournalMirror) => void): void {
    if (this.failure) throw this.failure;
    const mirror = this.#mirror;
    if (!mirror || mirror.image.term !== term) throw new StandDown(`term ${term} is over`);
    work(mirror);
  }
}

/**
 * A journal in memory: where a browser keeps nothing, for Node clients, and for tests, whose disk outlives the engine.
 */
export class MemoryJournal implements Journal {
  readonly durable: boolean;
  readonly #disk: JournalDisk;
  #term = 0;

  /** `disk`: where the work outlives this object; without one it does not. */
  constructor(disk?: JournalDisk) {
    this.durable = disk !== undefined;
    this.#disk = disk ?? new JournalDisk();
  }

  async open(newReplicaId: () => string): Promise<JournalImage> {
    const image = this.#disk.lead(newReplicaId);
    this.#term = image.term;
    return image;
  }

  async append(entries: readonly JournalEntry[]): Promise<void> {
    this.#disk.write(this.#term, (mirror) => {
      const { nextMid, entries: known } = mirror.image;
      const fresh = entries.filter(({ uid }) => !known.some((entry) => entry.uid === uid));
      const gap = fresh.find(({ mid }, at) => mid !== nextMid + at);
      if (gap) throw new RangeError(`${gap.uid} has mid ${gap.mid}, the next is ${nextMid}`);
      mirror.append(fresh);
    });
  }

  async settle(settled: readonly SettledEntry[]): Promise<void> {
    this.#disk.write(this.#term, (mirror) => mirror.settle(settled));
  }

  async renumber(image: Pick<JournalImage, 'replicaId' | 'nextMid' | 'entries'>): Promise<void> {
    this.#disk.write(this.#term, (mirror) => mirror.renumber(image));
  }

  async remove(uids: readonly string[]): Promise<void> {
    this.#disk.write(this.#term, (mirror) => mirror.remove(uids));
  }

  async close(): Promise<void> {
    // The disk itself is the storage.
  }
}
