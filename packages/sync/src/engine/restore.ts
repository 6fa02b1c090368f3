import { must } from '@frontdesk/core/assert';
import { SCHEMA_VERSION } from '@frontdesk/core/sync-protocol';
import type { OpenedStore, Place, StoredResult } from '../store/local-store.ts';
import { behindOf, isRefusal } from './archive.ts';
import type { JournalEntry, JournalImage, SettledEntry } from './journal.ts';
import { NO_WRITES } from './journal-writes.ts';
import { NO_LOADS, type Load, type LoadPlan } from './loads.ts';
import { openOutbox } from './outbox.ts';
import type { Moment, SessionState } from './session-state.ts';

/** What the store keeps of a session beside the cursor. A place of another form or of other columns is no place. */
type StoredSession = Pick<
  SessionState,
  'workEpoch' | 'loads' | 'whole' | 'pagedTo' | 'paged' | 'hasRows' | 'asOf' | 'contactAt'
> & {
  readonly form: typeof FORM;
  readonly schemaVersion: number;
  readonly replicaId: string;
  readonly scopes: readonly (readonly [scope: string, since: number])[];
};

const FORM = 1;

/** The session's place, to be kept in the commit that led to it. */
export function placeOf(state: SessionState): Place {
  const { cursor, workEpoch, loads, whole, pagedTo, paged, hasRows, asOf, contactAt } = state;
  const session: StoredSession = {
    form: FORM,
    schemaVersion: SCHEMA_VERSION,
    replicaId: state.outbox.replicaId,
    scopes: [...state.scopes],
    workEpoch,
    loads,
    whole,
    pagedTo,
    paged,
    hasRows,
    asOf,
    contactAt,
  };
  return { cursor, session };
}

export type Restored = {
  readonly state: SessionState;
  /** The store has a place to go on from. */
  readonly isKnown: boolean;
  /** What the store knows to have come of work that the journal takes for unsettled. */
  readonly settled: readonly SettledEntry[];
};

/** The state that a leader goes on from, after whatever end the one before it had. */
export function restore(
  from: { readonly journal: JournalImage; readonly store: OpenedStore; readonly build: string },
  moment: Moment,
): Restored {
  const { journal, store, build } = from;
  const session = sessionOf(store.place);
  const cursor = session ? (store.place?.cursor ?? null) : null;
  const settled = settledOf(journal, store.settled, {
    epoch: cursor?.epoch ?? '',
    now: moment.now,
  });
  const entries = withResults(journal.entries, settled);
  const archive = entries.filter(({ acked, result }) => acked && !(result && isRefusal(result)));
  const waiting = entries.filter(({ acked }) => !acked);
  const outbox = {
    ...openOutbox({ ...journal, entries: waiting }, moment.newId),
    lastMade: Math.max(0, ...entries.map(({ made = 0 }) => made)),
  };
  const isSameReplica = session?.replicaId === outbox.replicaId;
  const state: SessionState = {
    phase: 'waiting',
    reason: null,
    outbox,
    writes: NO_WRITES,
    archive,
    behind: behindOf(archive, cursor),
    refused: entries.filter(({ result }) => result && isRefusal(result)),
    cursor,
    workEpoch: session?.workEpoch ?? archive.at(-1)?.acked?.epoch ?? null,
    scopes: new Map(session?.scopes ?? []),
    loads: session ? resumable(session.loads, isSameReplica) : NO_LOADS,
    whole: session?.whole ?? [],
    pagedTo: session?.pagedTo ?? 0,
    paged: session?.paged ?? [],
    parts: [],
    head: cursor?.seq ?? 0,
    hasRows: session?.hasRows ?? false,
    failures: 0,
    renewals: 0,
    wakeAt: moment.now,
    answerBy: moment.now,
    asOf: session?.asOf ?? null,
    contactAt: session?.contactAt ?? null,
    keptAt: moment.now,
    isLocked: false,
    mismatches: 0,
    exchange: 0,
    build,
  };
  return { state, isKnown: session !== null, settled };
}

/** The session that a place was kept with; null for one that cannot be gone on from. */
export function sessionOf(place: Place | null): StoredSession | null {
  // Written by `placeOf` of some build; the two numbers say whether it is one of this form.
  const session = place?.session as Partial<StoredSession> | null | undefined;
  const isOurs = session?.form === FORM && session.schemaVersion === SCHEMA_VERSION;
  return isOurs ? (session as StoredSession) : null;
}

/** Did the loads stand alike at two places of one engine? */
export function isOfSameLoads(a: Place, b: Place): boolean {
  const loads = sessionOf(a)?.loads;
  return loads !== undefined && loads === sessionOf(b)?.loads;
}

/** A place with the loads as they stood at another one: what its pages brought is not there, or already there. */
export function withLoadsOf(place: Place, other: Place): Place {
  const [own, loaded] = [sessionOf(place), sessionOf(other)];
  return { ...place, session: { ...must(own, 'a place'), loads: must(loaded, 'a place').loads } };
}

/** The page that was being fetched is fetched again; every page before it is in the store. */
function resumable(plan: LoadPlan, isSameReplica: boolean): LoadPlan {
  const { current } = plan;
  if (!current) return plan;
  const isDue = current.step === 'fetching' || current.step === 'due';
  const again: Load = isDue ? { ...current, step: 'due', retryAt: 0, failures: 0 } : current;
  return { ...plan, current: isSameReplica ? again : { ...again, lastMid: 0 } };
}

function settledOf(
  journal: JournalImage,
  known: readonly StoredResult[],
  at: { readonly epoch: string; readonly now: number },
): SettledEntry[] {
  const open = new Set(journal.entries.filter(({ acked }) => !acked).map(({ uid }) => uid));
  // What came of it under other numbers was noted before these were given: if it waits again, its server was set back.
  return known
    .filter(({ uid, replicaId }) => open.has(uid) && replicaId === journal.replicaId)
    .map(({ uid, result, seq, replicaId }) => ({
      uid,
      result,
      acked: { epoch: at.epoch, seq, replicaId, at: new Date(at.now).toISOString() },
    }));
}

function withResults(
  entries: readonly JournalEntry[],
  settled: readonly SettledEntry[],
): readonly JournalEntry[] {
  const byUid = new Map(settled.map((one) => [one.uid, one]));
  return entries.map((entry) => ({ ...entry, ...byUid.get(entry.uid) }));
}
