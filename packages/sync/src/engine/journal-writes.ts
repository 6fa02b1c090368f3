import type { JournalEntry, JournalImage } from './journal.ts';
import { renumber, toEntry, without, type Outbox, type Queued } from './outbox.ts';

/**
 * What the journal is asked to write: one thing at a time, so that numbers are known before the next is given to it;
 * what comes meanwhile goes together with the next.
 */
export type JournalWrite =
  | { readonly kind: 'append'; readonly entries: readonly JournalEntry[] }
  | {
      readonly kind: 'renumber';
      readonly image: Pick<JournalImage, 'replicaId' | 'nextMid' | 'entries'>;
    };

export type JournalWrites = {
  readonly underway: {
    readonly id: number;
    readonly kind: JournalWrite['kind'];
    /** Whose numbers it writes. */
    readonly replicaId: string;
  } | null;
  readonly last: number;
  /** Uids that their author takes back; decided when no write is under way. */
  readonly takenBack: readonly string[];
  /** The journal cannot be written: when it is tried again, in ms. */
  readonly retryAt: number | null;
};

export const NO_WRITES: JournalWrites = {
  underway: null,
  last: 0,
  takenBack: [],
  retryAt: null,
};

/** How long a journal that failed is left alone. */
export const RETRY_JOURNAL_MS = 5_000;

type Begun = { readonly outbox: Outbox; readonly write: JournalWrite | null };

/**
 * What is to be written next. `isLive`: what is written now goes to the server right after, so it is written as
 * handed over; what was written while there was no connection is marked so first (rule 44).
 */
export function beginWrite(
  outbox: Outbox,
  writes: JournalWrites,
  at: { readonly now: number; readonly isLive: boolean },
): Begun {
  const isPaused = writes.retryAt !== null && writes.retryAt > at.now;
  const goes = ({ uid, handed, result }: Queued): boolean =>
    !handed && result === null && !isPaused && writes.takenBack.includes(uid);
  const isKnown = outbox.queue.some((mutation) => goes(mutation) && mutation.stored === 'stored');
  const left = writes.takenBack.length > 0 ? without(outbox, goes) : outbox;
  const isUnmarked = at.isLive && left.queue.some((one) => one.stored === 'stored' && !one.handed);
  if (left.isRenumbered || isKnown || isUnmarked) {
    if (isPaused) return { outbox: left, write: null };
    const queue = left.queue.map((one): Queued => ({ ...writing(one), handed: isHanded(one, at) }));
    const { replicaId, nextMid } = left;
    const image = { replicaId, nextMid, entries: queue.map(toEntry) };
    return { outbox: { ...left, queue, isRenumbered: true }, write: { kind: 'renumber', image } };
  }
  const isNew = ({ stored }: Queued): boolean => stored === 'waiting';
  const isProbe = writes.retryAt !== null && !isPaused;
  if (!left.queue.some(isNew)) {
    return { outbox: left, write: isProbe ? { kind: 'append', entries: [] } : null };
  }
  const queue = left.queue.map((one) =>
    isNew(one) ? { ...writing(one), handed: isHanded(one, at) } : one,
  );
  const entries = queue.filter(({ stored }) => stored === 'writing').map(toEntry);
  return { outbox: { ...left, queue }, write: { kind: 'append', entries } };
}

const writing = (mutation: Queued): Queued => ({ ...mutation, stored: 'writing' });
const isHanded = (mutation: Queued, { isLive }: { readonly isLive: boolean }): boolean =>
  mutation.handed || isLive;

/** The write is on the disk. `isNumbered`: it was one that gave all numbers anew, and they still stand. */
export const written = (outbox: Outbox, isNumbered: boolean): Outbox => ({
  ...outbox,
  isRenumbered: outbox.isRenumbered && !isNumbered,
  queue: outbox.queue.map((one) => (one.stored === 'writing' ? { ...one, stored: 'stored' } : one)),
});

/** Nothing of the write is on the disk: new work is given back to its author, known work waits to be written again. */
export function notWritten(
  outbox: Outbox,
  kind: JournalWrite['kind'],
): { readonly outbox: Outbox; readonly lost: readonly string[] } {
  if (kind === 'renumber') {
    const queue = outbox.queue.map((one): Queued =>
      one.stored === 'writing' ? { ...one, stored: 'waiting' } : one,
    );
    return { outbox: { ...outbox, queue, isRenumbered: true }, lost: [] };
  }
  const lost: string[] = [];
  for (const { uid, stored, after } of outbox.queue) {
    // Of what came meanwhile, what builds on it: saved alone, that would have the lower number (rule 11).
    const isBuiltOn = stored === 'waiting' && after.some((one) => lost.includes(one));
    if (stored === 'writing' || isBuiltOn) lost.push(uid);
  }
  return { outbox: without(outbox, ({ uid }) => lost.includes(uid)), lost };
}

/**
 * Goes on as another replica, with archived work that the server has forgotten where it stood when it was made (rule 10). That is mostly
 * ahead of what waits, but some of that may only wait for a load to tell its outcome. What any server may have had is marked as sent
 * again, if it was set back.
 */
export function restartOutbox(
  outbox: Outbox,
  next: {
    readonly replicaId: string;
    readonly forgotten: readonly JournalEntry[];
    readonly isSetBack: boolean;
  },
): Outbox {
  const again = ({ acked: _acked, result: _result, ...entry }: JournalEntry): Queued => ({
    ...entry,
    resent: true,
    stored: 'waiting',
    handed: true,
    result: null,
  });
  const waiting = outbox.queue.map((one): Queued =>
    next.isSetBack && one.handed ? { ...one, resent: true } : one,
  );
  const queue = [...next.forgotten.map(again), ...waiting];
  const inOrder = queue.toSorted((one, other) => (one.made ?? 0) - (other.made ?? 0));
  return renumber({ ...outbox, queue: inOrder }, next.replicaId);
}
