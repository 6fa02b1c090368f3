import { expiredOf, isRefusal } from './archive.ts';
import type { JournalEntry, NewMutation } from './journal.ts';
import { beginWrite, notWritten, RETRY_JOURNAL_MS, written } from './journal-writes.ts';
import { enqueue, settle, toEntry, type Left, type Settled } from './outbox.ts';
import type { SessionState } from './session-state.ts';
import type { SessionTurn } from './session-turn.ts';

/** Takes a mutation in, and gives it its number. One that is known already changes nothing. */
export function takeIn(turn: SessionTurn, mutation: NewMutation): void {
  if (isKnown(turn.state, mutation.uid)) return;
  turn.set({ outbox: enqueue(turn.state.outbox, mutation) });
}

export const isKnown = ({ outbox, archive, refused }: SessionState, uid: string): boolean =>
  [outbox.queue, archive, refused].some((all: readonly { readonly uid: string }[]) =>
    all.some((one) => one.uid === uid),
  );

/** Decided once no write is under way: the numbers behind it close up in one transaction. */
export function takeBack(turn: SessionTurn, uid: string): void {
  const { writes } = turn.state;
  turn.set({ writes: { ...writes, takenBack: [...writes.takenBack, uid] } });
}

/** It stays in the list until the journal has let go of it: what has gone from a screen does not come back. */
export function dismiss(turn: SessionTurn, uid: string): void {
  if (turn.state.refused.some((entry) => entry.uid === uid))
    turn.emit({ type: 'forget', uids: [uid] });
}

export function noteForgotten(turn: SessionTurn, uids: readonly string[]): void {
  const { refused } = turn.state;
  const left = refused.filter(({ uid }) => !uids.includes(uid));
  if (left.length < refused.length) turn.set({ refused: left });
}

export function noteWritten(turn: SessionTurn, write: number): void {
  const { writes, outbox } = turn.state;
  const { underway } = writes;
  if (underway?.id !== write) return;
  const isNumbered = underway.kind === 'renumber' && underway.replicaId === outbox.replicaId;
  turn.set({
    outbox: written(outbox, isNumbered),
    writes: { ...writes, underway: null, retryAt: null },
  });
}

export function noteNotWritten(turn: SessionTurn, write: number): void {
  const { writes, outbox } = turn.state;
  const { underway } = writes;
  if (underway?.id !== write) return;
  const { outbox: left, lost } = notWritten(outbox, underway.kind);
  const retryAt = turn.moment.now + RETRY_JOURNAL_MS;
  turn.set({ outbox: left, writes: { ...writes, underway: null, retryAt } });
  if (lost.length > 0) turn.emit({ type: 'not_saved', uids: lost });
}

/** What acknowledgements bring: outcomes for whoever waits, the archive, and the list of what came to nothing. */
export function takeAcks(turn: SessionTurn, acks: Settled, reached: readonly JournalEntry[]): void {
  const { refused, behind } = turn.state;
  const refusals = acks.settled.filter(({ result }) => isRefusal(result));
  turn.set({
    outbox: acks.outbox,
    behind: behind.filter((entry) => !reached.includes(entry)),
    refused: [...refused, ...refusals.map(toRefused)],
  });
  if (acks.settled.length + reached.length > 0) {
    const settled = acks.settled.map(({ result }) => result);
    turn.emit({ type: 'settled', settled, reached: reached.map(({ uid }) => uid) });
  }
  archive(turn, acks.left);
}

const toRefused = ({ mutation, result }: Left): JournalEntry => ({ ...toEntry(mutation), result });

/** Puts away what is not to be sent any more. */
export function archive(turn: SessionTurn, left: readonly Left[]): void {
  if (left.length === 0) return;
  const { cursor, workEpoch, archive: archived, outbox } = turn.state;
  const { replicaId } = outbox;
  const at = new Date(turn.moment.now).toISOString();
  const epoch = cursor?.epoch ?? workEpoch ?? '';
  const acked = { epoch, seq: cursor?.seq ?? 0, replicaId, at };
  turn.emit({
    type: 'archive',
    entries: left.map(({ mutation, result }) => ({ uid: mutation.uid, result, acked })),
  });
  const entries = left
    .filter(({ result }) => !isRefusal(result))
    .map(({ mutation, result }): JournalEntry => ({ ...toEntry(mutation), result, acked }));
  turn.set({ archive: [...archived, ...entries] });
}

/** Archived work on what is not ours to see any more is forgotten with it (rule 14). */
export function redact(turn: SessionTurn): void {
  const { archive: archived, behind, scopes: held } = turn.state;
  const goes = ({ scopes = [] }: JournalEntry): boolean => scopes.some((scope) => !held.has(scope));
  const gone = archived.filter(goes);
  if (gone.length === 0) return;
  turn.set({
    archive: archived.filter((entry) => !goes(entry)),
    behind: behind.filter((entry) => !goes(entry)),
  });
  turn.emit({ type: 'forget', uids: gone.map(({ uid }) => uid) });
}

/** Of the mutations that are run over rows which lack them: those that the rows have now. */
export function isReached({ behind, cursor, loads }: SessionState): readonly JournalEntry[] {
  if (behind.length === 0 || loads.current?.target.kind === 'replica') return [];
  return behind.filter(
    ({ acked }) => acked && acked.epoch === cursor?.epoch && acked.seq <= cursor.seq,
  );
}

/** A snapshot's acknowledgements, taken when every row that it had is here. */
export function takeSnapshotAcks(
  turn: SessionTurn,
  load: {
    readonly isReplica: boolean;
    readonly acks: Omit<Parameters<typeof settle>[1], 'heldTo'>;
  },
): void {
  const acks = settle(turn.state.outbox, { ...load.acks, heldTo: 0 });
  takeAcks(turn, acks, load.isReplica ? turn.state.behind : isReached(turn.state));
  if (acks.isForked) turn.fork();
}

/** The journal's next write, and what has been archived long enough. */
export function advanceWork(turn: SessionTurn): void {
  const { phase, writes, outbox } = turn.state;
  const { now } = turn.moment;
  if (!writes.underway) {
    const isLive = phase === 'live';
    const begun = beginWrite(outbox, writes, { now, isLive });
    const isPaused = writes.retryAt !== null && writes.retryAt > now;
    const takenBack = isPaused ? writes.takenBack : [];
    if (begun.outbox !== outbox || takenBack.length !== writes.takenBack.length)
      turn.set({ outbox: begun.outbox, writes: { ...writes, takenBack } });
    if (begun.write) {
      const id = writes.last + 1;
      const { kind } = begun.write;
      const underway = { id, kind, replicaId: begun.outbox.replicaId };
      turn.set({ writes: { ...turn.state.writes, last: id, underway } });
      turn.emit({ type: 'write', write: id, what: begun.write });
    }
  }
  const { archive: archived } = turn.state;
  const expired = expiredOf(archived, now);
  if (expired.length === 0) return;
  turn.set({ archive: archived.filter((entry) => !expired.includes(entry)) });
  turn.emit({ type: 'forget', uids: expired.map(({ uid }) => uid) });
}
