import { assert, must } from '@frontdesk/core/assert';
import {
  StandDown,
  type JournalEntry,
  type JournalImage,
  type SettledEntry,
} from '../engine/journal.ts';
import { resultOf } from './idb-request.ts';

/**
 * The journal's format, frozen: every build of the past and the future must read and write it, since it holds
 * what nobody else has. Fields may be added; none is renamed, retyped or left out.
 */
export const JOURNAL_FORMAT = 1;

/** The one record of the store `meta`. */
export type Meta = {
  readonly replicaId: string;
  readonly term: number;
  readonly nextMid: number;
  /** Grows with each replica id: entries of an earlier one sort first. */
  readonly generation: number;
};
type EntryRecord = JournalEntry & { readonly generation: number };

export type JournalStores = { readonly meta: IDBObjectStore; readonly entries: IDBObjectStore };

const META_KEY = 'journal';

export function createStores(database: IDBDatabase): void {
  database.createObjectStore('meta');
  database.createObjectStore('entries', { keyPath: 'uid' });
}

/** Raises the term, which ends that of every leader before. Answers the new one. */
export async function takeLead(stores: JournalStores, newReplicaId: () => string): Promise<number> {
  const known = await readMeta(stores);
  const before = known ?? { replicaId: newReplicaId(), term: 0, nextMid: 1, generation: 1 };
  const meta: Meta = { ...before, term: before.term + 1 };
  stores.meta.put(meta, META_KEY);
  return meta.term;
}

/** Refuses whoever does not lead any more (rule 33). Null: the browser has emptied the journal meanwhile. */
export async function checkTerm(stores: JournalStores, term: number): Promise<Meta | null> {
  const meta = await readMeta(stores);
  if (meta && meta.term !== term) {
    throw new StandDown(`term ${term} is over, it is ${meta.term} now`);
  }
  return meta ?? null;
}

export async function readImage(stores: JournalStores): Promise<JournalImage> {
  const { replicaId, term, nextMid } = must(await readMeta(stores), 'journal');
  const records = await resultOf<EntryRecord[]>(stores.entries.getAll());
  const entries = records
    .toSorted((a, b) => a.generation - b.generation || a.mid - b.mid)
    .map(({ generation: _generation, ...entry }) => entry);
  return { replicaId, term, nextMid, entries };
}

/** Makes the journal exactly what its leader was told that it holds. */
export function restoreInto(stores: JournalStores, image: JournalImage): Meta {
  const { replicaId, term, nextMid, entries } = image;
  const meta: Meta = { replicaId, term, nextMid, generation: 1 };
  stores.meta.put(meta, META_KEY);
  stores.entries.clear();
  for (const entry of entries) stores.entries.put({ ...entry, generation: entry.acked ? 0 : 1 });
  return meta;
}

/** Takes over work of another journal: what waits is numbered on, the rest goes to the archive. */
export async function adoptInto(
  stores: JournalStores,
  meta: Meta,
  entries: readonly JournalEntry[],
): Promise<void> {
  let { nextMid } = meta;
  for (const entry of await unknownOf(stores, entries)) {
    if (entry.acked) stores.entries.put({ ...entry, generation: 0 });
    else {
      stores.entries.put({ ...entry, mid: nextMid, generation: meta.generation });
      nextMid += 1;
    }
  }
  stores.meta.put({ ...meta, nextMid }, META_KEY);
}

/** Looks first and writes then, so that a refusal leaves nothing of it. */
export async function appendTo(
  stores: JournalStores,
  meta: Meta,
  entries: readonly JournalEntry[],
): Promise<void> {
  const fresh = await unknownOf(stores, entries);
  fresh.forEach(({ mid, uid }, at) =>
    assert(mid === meta.nextMid + at, `${uid} has mid ${mid}, the next is ${meta.nextMid + at}`),
  );
  for (const entry of fresh) stores.entries.put({ ...entry, generation: meta.generation });
  stores.meta.put({ ...meta, nextMid: meta.nextMid + fresh.length }, META_KEY);
}

export async function settleIn(
  stores: JournalStores,
  settled: readonly SettledEntry[],
): Promise<void> {
  const known = await Promise.all(
    settled.map(({ uid }) => resultOf<EntryRecord | undefined>(stores.entries.get(uid))),
  );
  settled.forEach(({ acked, result }, at) => {
    const record = known[at];
    if (record) stores.entries.put({ ...record, acked, result: archived(result) });
  });
}

/** The archive runs entries again and sends them again: of what came of them it needs no rows. */
const archived = ({ mid, uid, status, code, message }: SettledEntry['result']) => ({
  mid,
  uid,
  status,
  ...(code === undefined ? {} : { code }),
  ...(message === undefined ? {} : { message }),
});

export async function renumberIn(
  stores: JournalStores,
  meta: Meta,
  image: Pick<JournalImage, 'replicaId' | 'nextMid' | 'entries'>,
): Promise<void> {
  const { replicaId, nextMid } = image;
  const generation = replicaId === meta.replicaId ? meta.generation : meta.generation + 1;
  const all = await resultOf<EntryRecord[]>(stores.entries.getAll());
  for (const { uid, acked } of all) if (!acked) stores.entries.delete(uid);
  for (const entry of image.entries) stores.entries.put({ ...entry, generation });
  stores.meta.put({ ...meta, replicaId, nextMid, generation }, META_KEY);
}

export function removeFrom(stores: JournalStores, uids: readonly string[]): void {
  for (const uid of uids) stores.entries.delete(uid);
}

const readMeta = ({ meta }: JournalStores): Promise<Meta | undefined> =>
  resultOf<Meta | undefined>(meta.get(META_KEY));

async function unknownOf(
  { entries: store }: JournalStores,
  entries: readonly JournalEntry[],
): Promise<readonly JournalEntry[]> {
  const known = await Promise.all(entries.map(({ uid }) => resultOf(store.getKey(uid))));
  return entries.filter((_, at) => known[at] === undefined);
}
