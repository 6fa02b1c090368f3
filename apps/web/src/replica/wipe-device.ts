import { forgetSentWork } from '@frontdesk/sync/browser/forget-sent-work';
import { deleteJournal } from '@frontdesk/sync/browser/indexed-db-journal';
import { sweepIndexedDb } from '@frontdesk/sync/browser/sweep-indexed-db';
import { wipeStore } from '../engine/wipe-store.ts';

/** Engines of other tabs have this long to close what they have open; then it is deleted under them. In milliseconds. */
const CLOSE_WITHIN_MS = 4_000;

/** Deletes what this browser holds of a person. Never rejects: what could not be deleted is deleted the next time. */
export async function wipeDevice(
  owner: string,
  { keepWork }: { readonly keepWork: boolean },
): Promise<void> {
  await ended(owner);
  const journal = keepWork ? forgetSentWork(owner) : deleteJournal(owner);
  await Promise.allSettled([wipeStore(owner), journal]);
  await sweepIndexedDb();
}

/** Whoever leads holds this lock: once it is ours nobody has a store open. */
async function ended(owner: string): Promise<void> {
  const locks: LockManager | undefined = navigator.locks;
  const signal = AbortSignal.timeout(CLOSE_WITHIN_MS);
  await locks?.request(`sync-leader:${owner}`, { signal }, () => undefined).catch(() => undefined);
}
