import type { MutationResult } from '@frontdesk/core/sync-protocol';
import type { JournalEntry, NewMutation } from '../engine/journal.ts';
import { doneWith, resultOf } from './idb-request.ts';
import type { LeftWork } from './left-work.ts';

/** Where builds before the journal kept unsent work: each page was a replica, held by a Web Lock of its name. */
const DATABASE = 'sync-pending';

type ReplicaRecord = { readonly replicaId: string; readonly owner: string };
type MutationRecord = NewMutation & {
  readonly mid: number;
  readonly replicaId: string;
  /** There once it was refused. */
  readonly result?: MutationResult;
};

/** The work of this owner's former pages. That of a page which is still open comes when it is closed. */
export async function* formerPending(owner: string): AsyncGenerator<LeftWork> {
  const database = await openExisting();
  if (!database) return;
  try {
    const replicas = await resultOf<ReplicaRecord[]>(
      database.transaction('replicas').objectStore('replicas').getAll(),
    );
    const base = owner.split('#')[0];
    for (const { replicaId } of replicas.filter((one) => one.owner === base)) {
      const release = await takeLock(replicaId);
      if (!release) continue;
      try {
        yield await workOf(database, replicaId);
      } finally {
        release();
      }
    }
  } finally {
    database.close();
  }
}

/** Null where there is none: opening it must not make one. */
function openExisting(): Promise<IDBDatabase | null> {
  const request = indexedDB.open(DATABASE);
  return new Promise((resolve, reject) => {
    let isNew = false;
    request.addEventListener('upgradeneeded', () => {
      isNew = true;
      request.transaction?.abort();
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => {
      if (isNew) resolve(null);
      else reject(request.error);
    });
  });
}

async function workOf(database: IDBDatabase, replicaId: string): Promise<LeftWork> {
  const records = await resultOf<MutationRecord[]>(
    database.transaction('mutations').objectStore('mutations').index('replicaId').getAll(replicaId),
  );
  return {
    entries: records.toSorted((a, b) => a.mid - b.mid).map(toEntry),
    forget: async () => {
      const transaction = database.transaction(['replicas', 'mutations'], 'readwrite');
      for (const { uid } of records) transaction.objectStore('mutations').delete(uid);
      transaction.objectStore('replicas').delete(replicaId);
      await doneWith(transaction);
    },
  };
}

function toEntry(record: MutationRecord): JournalEntry {
  const { mid, uid, name, version, args, clientAt, after, result } = record;
  const entry = { mid, uid, name, version, args, clientAt, after };
  // It was not noted where in the log a refusal was told; a place before everything settles it for good.
  return result
    ? { ...entry, result, acked: { epoch: '', seq: 0, replicaId: '', at: clientAt } }
    : entry;
}

/** Answers what gives the lock back; undefined while a page holds it. Without Web Locks every one counts as free. */
function takeLock(replicaId: string): Promise<(() => void) | undefined> {
  const locks: LockManager | undefined = navigator.locks;
  if (!locks) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    const hold = (lock: Lock | null): Promise<void> | undefined => {
      if (lock) return new Promise((release) => resolve(() => release()));
      resolve(undefined);
      return undefined;
    };
    locks.request(`sync-replica:${replicaId}`, { ifAvailable: true }, hold).catch(reject);
  });
}
