import type { PendingStorage, StoredMutation, StoredReplica } from './pending-storage.ts';

/** Pending mutations for as long as the object lives: where a browser has no storage, and in tests. */
export class MemoryStorage implements PendingStorage {
  readonly durable: boolean;
  #replica: StoredReplica | null = null;

  /** `durable`: the object outlives its page, as a test's may. */
  constructor(durable = false) {
    this.durable = durable;
  }

  async open(newReplicaId: () => string): Promise<StoredReplica> {
    this.#replica ??= { replicaId: newReplicaId(), nextMid: 1, mutations: [] };
    return this.#replica;
  }

  /** Another storage that holds the same, as a copied browser profile does. */
  copy(): MemoryStorage {
    const other = new MemoryStorage(this.durable);
    other.#replica = this.#replica;
    return other;
  }

  async append(mutation: StoredMutation): Promise<void> {
    this.#update(({ mutations, ...replica }) => ({
      ...replica,
      nextMid: Math.max(replica.nextMid, mutation.mid + 1),
      mutations: [...mutations, mutation],
    }));
  }

  async remove(uids: readonly string[]): Promise<void> {
    this.#update(({ mutations, ...replica }) => ({
      ...replica,
      mutations: mutations.filter((mutation) => !uids.includes(mutation.uid)),
    }));
  }

  async refuse(uid: string, result: NonNullable<StoredMutation['result']>): Promise<void> {
    this.#update(({ mutations, ...replica }) => ({
      ...replica,
      mutations: mutations.map((mutation) =>
        mutation.uid === uid ? { ...mutation, result } : mutation,
      ),
    }));
  }

  async replace(next: StoredReplica): Promise<void> {
    this.#update(({ mutations }) => ({
      ...next,
      mutations: [...next.mutations, ...mutations.filter((mutation) => mutation.result)],
    }));
  }

  async close(): Promise<void> {
    // The object itself is the storage.
  }

  #update(change: (replica: StoredReplica) => StoredReplica): void {
    if (!this.#replica) throw new Error('the storage is not open');
    this.#replica = change(this.#replica);
  }
}
