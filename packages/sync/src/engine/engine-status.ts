import type {
  ConnectionState,
  PendingItem,
  RefusedItem,
  SyncStatus,
} from '../client/sync-client.ts';
import type { QueuedItem } from '../tabs/tab-protocol.ts';
import type { NewMutation } from './journal.ts';
import type { Queued } from './outbox.ts';
import type { SessionState } from './session-state.ts';

/** What the engine is made of, as far as a person wants to know. */
type Means = { readonly isDurable: boolean; readonly isLite: boolean };

/** What an app may know of a session. */
export function statusOf(state: SessionState, { isDurable, isLite }: Means): SyncStatus {
  const { phase, cursor, head, loads, writes } = state;
  const pending = pendingOf(state);
  const isWhole = loads.current === null && loads.queued.length === 0;
  const journal = isDurable ? 'kept' : 'volatile';
  return {
    connection: connectionOf(state),
    usable: state.hasRows && !state.isLocked,
    complete: cursor !== null && cursor.seq >= head && isWhole,
    pending: pending.length,
    unsaved: pending.filter(({ stored }) => !isDurable || stored !== 'stored').length,
    asOf: state.asOf,
    retryAt: phase === 'waiting' ? state.wakeAt : null,
    reason: state.reason,
    journal: writes.retryAt === null ? journal : 'failed',
    store: isLite ? 'lite' : 'kept',
    mismatches: state.mismatches,
  };
}

function connectionOf({ phase, reason, failures, isLocked }: SessionState): ConnectionState {
  switch (phase) {
    case 'signed_out':
      return phase;
    case 'ended':
      return reason === 'upgrade' ? 'upgrade' : 'closed';
    case 'live':
    case 'loading':
      return isLocked ? 'locked' : phase;
    case 'waiting':
      return isLocked ? 'locked' : 'offline';
    case 'connecting':
    case 'greeting':
      if (isLocked) return 'locked';
      return failures > 0 ? 'offline' : 'connecting';
  }
}

/** Mutations that a person would want to know as not yet confirmed. */
const pendingOf = ({ outbox }: SessionState): readonly Queued[] =>
  outbox.queue.filter(({ result }) => result === null);

/** What every tab runs over the rows, in order: first what the server has and the rows here have not (rule 8). */
export function queueOf(
  state: SessionState,
  { isDurable }: Pick<Means, 'isDurable'>,
): { readonly order: readonly QueuedItem[]; readonly mutations: readonly NewMutation[] } {
  const pending = pendingOf(state);
  const { sentTo } = state.outbox;
  const order = [
    ...state.behind.map(({ uid }) => ({ uid, saved: true, sent: true, acked: true as const })),
    ...pending.map(({ uid, stored, mid }) => ({
      uid,
      saved: isDurable && stored === 'stored',
      sent: mid <= sentTo,
    })),
  ] satisfies readonly Pick<PendingItem, 'uid' | 'saved' | 'sent'>[];
  return { order, mutations: [...state.behind, ...pending].map(toNewMutation) };
}

function toNewMutation(mutation: NewMutation): NewMutation {
  const { uid, name, version, args, clientAt, after, scopes } = mutation;
  const made = { uid, name, version, args, clientAt, after };
  return scopes ? { ...made, scopes } : made;
}

export const refusedOf = ({ refused }: SessionState): readonly RefusedItem[] =>
  refused.flatMap(({ uid, name, args, clientAt, result }) =>
    result ? [{ uid, name, args, clientAt, result }] : [],
  );
