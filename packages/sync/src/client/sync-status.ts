import type { Outbox } from '../engine/outbox.ts';
import type { SessionState } from '../engine/session-state.ts';
import type { ConnectionState, PendingItem, SyncStatus } from './sync-client.ts';

/** What an app may know of a session. */
export function statusOf(state: SessionState, durable: boolean): SyncStatus {
  const { phase, cursor, head, loads, outbox } = state;
  const pending = outbox.queue.filter((mutation) => mutation.result === null);
  const isWhole = loads.current === null && loads.queued.length === 0;
  return {
    connection: connectionOf(state),
    usable: cursor !== null || state.asOf !== null,
    complete: cursor !== null && cursor.seq >= head && isWhole,
    pending: pending.length,
    unsaved: pending.filter((mutation) => !durable || mutation.stored !== 'stored').length,
    asOf: state.asOf,
    retryAt: phase === 'waiting' ? state.wakeAt : null,
    reason: state.reason,
    journal: 'kept',
    store: 'kept',
    mismatches: 0,
  };
}

function connectionOf({ phase, reason, failures }: SessionState): ConnectionState {
  switch (phase) {
    case 'live':
    case 'loading':
    case 'signed_out':
      return phase;
    case 'ended':
      return reason === 'upgrade' ? 'upgrade' : 'closed';
    case 'waiting':
      return 'offline';
    case 'connecting':
    case 'greeting':
      return failures > 0 ? 'offline' : 'connecting';
  }
}

/** The mutations that a person would want to know as not yet confirmed. */
export const pendingItems = (outbox: Outbox, durable: boolean): readonly PendingItem[] =>
  outbox.queue
    .filter((mutation) => mutation.result === null)
    .map(({ uid, name, args, clientAt, stored, mid }) => ({
      uid,
      name,
      args,
      clientAt,
      saved: durable && stored === 'stored',
      sent: mid <= outbox.sentTo,
    }));
