import type { MutationResult, Welcome } from '@frontdesk/core/sync-protocol';
import type { JournalEntry } from './journal.ts';
import { firstMid } from './outbox.ts';
import type { SessionState } from './session-state.ts';

/** How long acknowledged work is kept for a server that forgets it. */
export const ARCHIVE_MS = 72 * 3_600_000;

/** Did a mutation come to nothing? Such ones stay until they are dismissed. */
export const isRefusal = ({ status }: MutationResult): boolean =>
  status === 'rejected' || status === 'quarantined';

/** What of an archive has been there for long enough. Asked at every event: times of one form are compared as they are. */
export function expiredOf(archive: readonly JournalEntry[], now: number): readonly JournalEntry[] {
  if (archive.length === 0) return archive;
  const last = new Date(now - ARCHIVE_MS).toISOString();
  return archive.filter(({ acked }) => acked !== undefined && acked.at <= last);
}

/** Is the server's log another one than our work was handed to, or does it know less of us than it did? */
export function isSetBack(
  { workEpoch, outbox }: Pick<SessionState, 'workEpoch' | 'outbox'>,
  welcome: Welcome,
): boolean {
  const isOther = workEpoch !== null && workEpoch !== welcome.epoch;
  return isOther || welcome.lastMid < firstMid(outbox) - 1;
}

/** Archived work that the server may have forgotten. One that it has not is known to it by its uid (rule 2). */
export function forgottenBy(
  archive: readonly JournalEntry[],
  session: Pick<SessionState, 'workEpoch' | 'outbox'>,
  welcome: Welcome,
): readonly JournalEntry[] {
  const isShort = welcome.lastMid < firstMid(session.outbox) - 1;
  return archive.filter(({ acked }) => isShort || acked?.epoch !== welcome.epoch);
}

/** Entries that rows of this place do not have yet: they are run again over them, and never sent again (rule 8). */
export function behindOf(
  archive: readonly JournalEntry[],
  cursor: SessionState['cursor'],
): readonly JournalEntry[] {
  if (!cursor) return [];
  return archive.filter(
    ({ acked }) => acked && (acked.epoch !== cursor.epoch || acked.seq > cursor.seq),
  );
}
