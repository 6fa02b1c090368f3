import { MemoryStorage } from './memory-storage.ts';
import type { PendingStorage, StoredMutation, StoredReplica } from './pending-storage.ts';

/** A page of the browser's, or one that is gone: `owner` keeps users of one browser apart. */
type ReplicaRecord = {
  readonly replicaId: string;
  readonly owner: string;
  readonly nextMid: number;
};
type MutationRecord = StoredMutation & { readonly replicaId: string };

const DATABASE = 'sync-pending';
const VERSION = 1;

/**
 * Pending mutations in IndexedDB. Every page is a replica of its own, held by a Web Lock; one that opens
 * takes over a replica without a page, and the unsent mutations of all such replicas of the same owner.
 * Where the browser refuses a database (private windows, full disks), they live in memory and say so.
 */
export async function openIndexedDbStorage(options: {
  readonly owner: string;
}): Promise<PendingStorage> {
  try {
    return new IndexedDbStorage(await openDatabase(), options.owner);
  } catch {
    return new MemoryStorage();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, VERSION);
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore('replicas', { keyPath: 'replicaId' });
    const mutations = request.result.createObjectStore('mutations', { keyPath: 'uid' });
    mutations.createIndex('replicaId', 'replicaId');
  });
  return resultOf(request);
}

class IndexedDbStorage implements PendingStorage {
  readonly durable = true;
  readonly #database: IDBDatabase;
  readonly #owner: string;
  #replicaId = '';
  #release: () => void = () => undefined;

  constructor(database: IDBDatabase, owner: string) {
    this.#database = database;
    this.#owner = owner;
  }

  async open(newReplicaId: () => string): Promise<StoredReplica> {
    const free = await this.#takeFreeReplicas();
    const own = free[0] ?? { replicaId: newReplicaId(), owner: this.#owner, nextMid: 1 };
    if (free.length === 0) this.#release = (await takeLock(own.replicaId)) ?? this.#release;
    this.#replicaId = own.replicaId;
    return this.#write((stores) => adopt(stores, own, free.slice(1)));
  }

  append(mutation: StoredMutation): Promise<void> {
    return this.#write(async ({ replicas, mutations }) => {
      const replicaId = this.#replicaId;
      replicas.put({ replicaId, owner: this.#owner, nextMid: mutation.mid + 1 });
      await resultOf(mutations.put({ ...mutation, replicaId }));
    });
  }

  remove(uids: readonly string[]): Promise<void> {
    return this.#write(async ({ mutations }) => {
      await Promise.all(uids.map((uid) => resultOf(mutations.delete(uid))));
    });
  }

  refuse(uid: string, result: NonNullable<StoredMutation['result']>): Promise<void> {
    return this.#write(async ({ mutations }) => {
      const known = await resultOf<MutationRecord | undefined>(mutations.get(uid));
      if (known) mutations.put({ ...known, result });
    });
  }

  async replace({ replicaId, nextMid, mutations: waiting }: StoredReplica): Promise<void> {
    const old = { replicaId: this.#replicaId, release: this.#release };
    this.#release = (await takeLock(replicaId)) ?? (() => undefined);
    this.#replicaId = replicaId;
    await this.#write(async ({ replicas, mutations }) => {
      replicas.delete(old.replicaId);
      replicas.put({ replicaId, owner: this.#owner, nextMid });
      for (const mutation of await mutationsOf(mutations, old.replicaId)) {
        if (mutation.result) mutations.put({ ...mutation, replicaId });
        else mutations.delete(mutation.uid);
      }
      for (const mutation of waiting) mutations.put({ ...mutation, replicaId });
    });
    old.release();
  }

  async close(): Promise<void> {
    this.#release();
    this.#database.close();
  }

  /** Replicas of this owner that no page holds. The first becomes ours, so its lock is kept. */
  async #takeFreeReplicas(): Promise<ReplicaRecord[]> {
    const all = await resultOf<ReplicaRecord[]>(
      this.#database.transaction('replicas').objectStore('replicas').getAll(),
    );
    const free: ReplicaRecord[] = [];
    for (const replica of all.filter((one) => one.owner === this.#owner)) {
      const release = await takeLock(replica.replicaId);
      if (!release) continue;
      free.push(replica);
      const earlier = this.#release;
      this.#release = () => {
        earlier();
        release();
      };
    }
    return free;
  }

  async #write<T>(write: (stores: Stores) => Promise<T>): Promise<T> {
    const transaction = this.#database.transaction(['replicas', 'mutations'], 'readwrite');
    const done = new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () => reject(transaction.error));
    });
    const result = await write({
      replicas: transaction.objectStore('replicas'),
      mutations: transaction.objectStore('mutations'),
    });
    await done;
    return result;
  }
}

type Stores = { readonly replicas: IDBObjectStore; readonly mutations: IDBObjectStore };

/** Makes the mutations of pages that are gone our own, numbered after ours. Their uids stay: nothing is done twice. */
async function adopt(
  { replicas, mutations }: Stores,
  own: ReplicaRecord,
  gone: readonly ReplicaRecord[],
): Promise<StoredReplica> {
  const { replicaId } = own;
  const all = await mutationsOf(mutations, replicaId);
  let { nextMid } = own;
  for (const other of gone) {
    for (const mutation of await mutationsOf(mutations, other.replicaId)) {
      const adopted = { ...mutation, replicaId, mid: mutation.result ? mutation.mid : nextMid };
      if (!mutation.result) nextMid += 1;
      mutations.put(adopted);
      all.push(adopted);
    }
    replicas.delete(other.replicaId);
  }
  replicas.put({ ...own, nextMid });
  return { replicaId, nextMid, mutations: all.map(toStored) };
}

const toStored = (record: MutationRecord): StoredMutation => {
  const { mid, uid, name, version, args, clientAt, after, result } = record;
  const mutation = { mid, uid, name, version, args, clientAt, after };
  return result ? { ...mutation, result } : mutation;
};

async function mutationsOf(
  mutations: IDBObjectStore,
  replicaId: string,
): Promise<MutationRecord[]> {
  const all = await resultOf<MutationRecord[]>(mutations.index('replicaId').getAll(replicaId));
  return all.toSorted((a, b) => a.mid - b.mid);
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}

/**
 * Takes the lock of a replica, if it is free; the answer gives it back. Pages without Web Locks (plain http
 * off this machine) take every replica as free: two pages as one replica are noticed by the server, and uids
 * keep what both send from being done twice.
 */
function takeLock(replicaId: string): Promise<(() => void) | undefined> {
  const locks: LockManager | undefined = navigator.locks;
  if (!locks) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    const hold = (lock: Lock | null): Promise<void> | undefined => {
      if (!lock) {
        resolve(undefined);
        return undefined;
      }
      return new Promise<void>((release) => resolve(() => release()));
    };
    locks.request(`sync-replica:${replicaId}`, { ifAvailable: true }, hold).catch(reject);
  });
}
