import type { MutationResult } from '@frontdesk/core/sync-protocol';
import { LiveValue, type Live } from './live.ts';
import type { JournalEntry } from '../engine/journal.ts';
import type { Left, Outbox, Queued } from '../engine/outbox.ts';
import type { PendingStorage, StoredMutation, StoredReplica } from './pending-storage.ts';
import type { RefusedItem } from './sync-client.ts';

/**
 * Keeps in storage what the outbox holds, and tells who waits for a mutation what came of it. Storage is
 * written one call after another, in the order of the session's decisions.
 */
export class PendingWork {
  readonly #storage: PendingStorage;
  readonly #refused: LiveValue<readonly RefusedItem[]>;
  readonly #onRefused: (item: RefusedItem) => void;
  readonly #waiting = new Map<string, (result: MutationResult) => void>();
  #writes: Promise<void> = Promise.resolve();

  constructor(
    storage: PendingStorage,
    stored: StoredReplica,
    onRefused: (item: RefusedItem) => void,
  ) {
    this.#storage = storage;
    this.#refused = new LiveValue(stored.mutations.flatMap(toRefused));
    this.#onRefused = onRefused;
  }

  get refused(): Live<readonly RefusedItem[]> {
    return this.#refused;
  }

  /** Resolves with what comes of a mutation. */
  outcomeOf(uid: string): Promise<MutationResult> {
    return new Promise((resolve) => this.#waiting.set(uid, resolve));
  }

  /** Resolves with whether the mutation is safe now; never rejects. */
  async save(mutation: StoredMutation): Promise<'stored' | 'failed'> {
    try {
      await this.#write(() => this.#storage.append(mutation));
    } catch {
      return 'failed';
    }
    return this.#storage.durable ? 'stored' : 'failed';
  }

  /** Goes on under the outbox's replica id. */
  storeAnew({ replicaId, nextMid, queue }: Outbox): void {
    this.#writeQuietly(() =>
      this.#storage.replace({ replicaId, nextMid, mutations: queue.map(toStored) }),
    );
  }

  settle(settled: readonly Left[]): void {
    for (const { mutation, result } of settled) {
      if (result.status === 'rejected' || result.status === 'quarantined') {
        this.#refuse(mutation, result);
      }
      this.#waiting.get(mutation.uid)?.(result);
      this.#waiting.delete(mutation.uid);
    }
  }

  /** Nothing of these is to be sent any more. Refused ones stay until they are dismissed. */
  forget(uids: readonly string[]): void {
    const kept = new Set(this.#refused.get().map((item) => item.uid));
    const gone = uids.filter((uid) => !kept.has(uid));
    if (gone.length > 0) this.#writeQuietly(() => this.#storage.remove(gone));
  }

  dismiss(uid: string): void {
    this.#refused.set(this.#refused.get().filter((item) => item.uid !== uid));
    this.#writeQuietly(() => this.#storage.remove([uid]));
  }

  close(): Promise<void> {
    return this.#write(() => this.#storage.close());
  }

  #refuse({ uid, name, args, clientAt }: Queued, result: MutationResult): void {
    const item: RefusedItem = { uid, name, args, clientAt, result };
    this.#refused.set([...this.#refused.get(), item]);
    this.#writeQuietly(() => this.#storage.refuse(uid, result));
    this.#onRefused(item);
  }

  #write(write: () => Promise<void>): Promise<void> {
    const done = this.#writes.then(write);
    this.#writes = done.catch(() => undefined);
    return done;
  }

  /** For what storage only forgets: if it fails, the same comes again with the next page, and is known by its uid. */
  #writeQuietly(write: () => Promise<void>): void {
    this.#write(write).catch(() => undefined);
  }
}

export const toStored = (queued: JournalEntry | Queued): StoredMutation => {
  const { mid, uid, name, version, args, clientAt, after } = queued;
  return { mid, uid, name, version, args, clientAt, after };
};

const toRefused = ({ uid, name, args, clientAt, result }: StoredMutation): RefusedItem[] =>
  result ? [{ uid, name, args, clientAt, result }] : [];
