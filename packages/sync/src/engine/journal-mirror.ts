import type { JournalEntry, JournalImage, SettledEntry } from './journal.ts';

/** What a leader's journal holds, in memory: should the browser empty the database under it, it is written from here. */
export class JournalMirror {
  #entries: Map<string, JournalEntry>;
  #image: Omit<JournalImage, 'entries'>;

  constructor({ entries, ...image }: JournalImage) {
    this.#image = image;
    this.#entries = new Map(entries.map((entry) => [entry.uid, entry]));
  }

  get image(): JournalImage {
    return { ...this.#image, entries: [...this.#entries.values()] };
  }

  append(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      if (this.#entries.has(entry.uid)) continue;
      this.#entries.set(entry.uid, entry);
      this.#image = { ...this.#image, nextMid: entry.mid + 1 };
    }
  }

  settle(settled: readonly SettledEntry[]): void {
    for (const { uid, result, acked } of settled) {
      const known = this.#entries.get(uid);
      if (known) this.#entries.set(uid, { ...known, result, acked });
    }
  }

  renumber({ replicaId, nextMid, entries }: Omit<JournalImage, 'term'>): void {
    for (const [uid, { acked }] of this.#entries) if (!acked) this.#entries.delete(uid);
    for (const entry of entries) this.#entries.set(entry.uid, entry);
    this.#image = { ...this.#image, replicaId, nextMid };
  }

  remove(uids: readonly string[]): void {
    for (const uid of uids) this.#entries.delete(uid);
  }
}
