import type { SyncStatus } from '@frontdesk/sync/client/sync-client';
import type { ConnectionState } from '@frontdesk/ui/connection-mark';
import { counted } from './words.ts';

/** What people read of how the engine stands. Pure. */

export type Mark = {
  readonly state: ConnectionState;
  /** Short enough for the foot of a column. */
  readonly words: string;
  /** The same in a sentence, and what it means. */
  readonly tip: string;
};

const toGo = (n: number) => (n === 0 ? '' : ` · ${n} to go`);
export const wait = (n: number) => (n === 1 ? 'waits' : 'wait');

const LITE =
  'This browser keeps no copy of the inbox: without a network only this window can read.';

/** Where what was done stands: here, on its way, or with everybody. */
export function markOf(status: SyncStatus): Mark {
  const { connection, pending, complete, journal, store } = status;
  if (journal === 'failed')
    return {
      state: 'failed',
      words: 'Cannot save here',
      tip: 'This device cannot keep new work now.',
    };
  if (connection === 'signed_out')
    return { state: 'offline', words: 'Signed out', tip: 'Nothing goes out until you sign in.' };
  if (connection === 'upgrade')
    return { state: 'offline', words: 'Old version', tip: 'Reload to go on.' };
  if (connection === 'locked')
    return { state: 'offline', words: 'Locked', tip: 'Offline for too long. Connect to go on.' };
  if (connection === 'offline' || connection === 'closed') return offlineMark(status);
  if (connection === 'opening')
    return { state: 'connecting', words: 'Opening…', tip: 'Looking at what this device holds.' };
  if (connection === 'connecting')
    return { state: 'connecting', words: 'Connecting…', tip: 'Looking for the server.' };
  if (pending > 0) return pendingMark(status);
  if (journal === 'volatile')
    return {
      state: 'volatile',
      words: 'Not kept on this device',
      tip: 'This browser keeps nothing: what has not gone out when the window closes is lost.',
    };
  if (!complete) return { state: 'connecting', words: 'Catching up…', tip: 'Getting what is new.' };
  return {
    state: 'saved',
    words: 'Saved for all',
    tip: `Everything has gone out.${store === 'lite' ? ` ${LITE}` : ''}`,
  };
}

function offlineMark({ pending, journal }: SyncStatus): Mark {
  const where = journal === 'volatile' ? 'only in this window' : 'saved on this device';
  return {
    state: 'offline',
    words: `Offline${toGo(pending)}`,
    tip:
      pending === 0
        ? 'Offline. What you do is kept and goes out when there is a network.'
        : `Offline. ${counted(pending, 'change')} ${wait(pending)}, ${where}.`,
  };
}

function pendingMark({ pending, unsaved, journal }: SyncStatus): Mark {
  if (journal === 'volatile')
    return {
      state: 'volatile',
      words: `Not kept on this device${toGo(pending)}`,
      tip: 'Keep this window open until everything has gone out.',
    };
  if (unsaved > 0)
    return { state: 'saving', words: 'Saving…', tip: 'Being written down on this device.' };
  return {
    state: 'saving',
    words: `Saved here${toGo(pending)}`,
    tip: `${counted(pending, 'change')} on the way to everybody. Nothing of it can be lost.`,
  };
}
