import type { SyncStatus } from '@frontdesk/sync/client/sync-client';
import { wait } from './sync-words.ts';
import { clockTime, counted } from './words.ts';

export type Notice = {
  readonly tone: 'warn' | 'accent' | 'bad';
  readonly words: string;
  /** What one can do about it. */
  readonly action: 'sign_in' | 'reload' | 'retry';
  /** How much of mine waits, for a way to look at it; null where nothing does. */
  readonly waiting: string | null;
};

/** One line when what is on the screen may not be everyone's, or what is written here may not be kept; null: all is well. */
export function noticeOf(status: SyncStatus): Notice | null {
  const { connection, pending, asOf, journal, store, reason } = status;
  const waiting = pending === 0 ? null : `${counted(pending, 'change')} ${wait(pending)}`;
  if (journal === 'failed')
    return {
      tone: 'bad',
      words:
        'This device cannot keep new work: its storage is full or blocked. What you wrote stays in its field',
      action: 'retry',
      waiting,
    };
  if (connection === 'signed_out')
    return {
      tone: 'warn',
      words:
        reason === 'removed'
          ? 'You are not a member any more. What you wrote and did not send is kept here'
          : 'You were signed out. What you wrote is kept here',
      action: 'sign_in',
      waiting,
    };
  if (connection === 'upgrade')
    return {
      tone: 'accent',
      words: 'There is a new version of Frontdesk',
      action: 'reload',
      waiting,
    };
  if (connection === 'locked')
    return {
      tone: 'bad',
      words:
        'This device was offline for too long and shows nothing until it has connected. What you wrote is kept here',
      action: 'retry',
      waiting,
    };
  if (connection !== 'offline') return null;
  const since = asOf === null ? '' : ` · as of ${clockTime(new Date(asOf).toISOString())}`;
  const lost =
    (journal === 'volatile' && pending > 0) || store === 'lite' ? ' · keep this window open' : '';
  return { tone: 'warn', words: `Offline${since}${lost}`, action: 'retry', waiting };
}
