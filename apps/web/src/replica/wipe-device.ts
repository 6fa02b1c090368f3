import { forgetSentWork } from '@frontdesk/sync/browser/forget-sent-work';
import { deleteJournal } from '@frontdesk/sync/browser/indexed-db-journal';
import { sweepIndexedDb } from '@frontdesk/sync/browser/sweep-indexed-db';
import { wipeStore } from '../engine/wipe-store.ts';
import { noteWipe, unfinishedWipes, wipeIsDone, type Wipe } from './unfinished-wipes.ts';

/** Engines of other tabs have this long to close what they have open. In milliseconds. */
const CLOSE_WITHIN_MS = 4_000;

/**
 * Deletes what this browser holds of a person, under whoever still has it open after a while. Never rejects: what could not be
 * deleted is noted, and the next page deletes it ({@link finishWipes}).
 */
export async function wipeDevice(owner: string, wipe: Wipe): Promise<void> {
  noteWipe(owner, wipe);
  const isFree = await whileNobodyLeads(owner, () => deleteAll(owner, wipe));
  if (!isFree) await deleteAll(owner, wipe);
}

/** Goes on with what earlier pages could not delete. Whoever has it open again keeps it. Never rejects. */
export async function finishWipes(): Promise<void> {
  for (const owner of unfinishedWipes().keys()) {
    await whileNobodyLeads(owner, async () => {
      // Another tab may have finished it, or its owner come back, while we waited.
      const wipe = unfinishedWipes().get(owner);
      if (wipe) await deleteAll(owner, wipe);
    });
  }
}

/** Goes on with the wipe of somebody who comes back: what is left after it is theirs, and no more than they may see. */
export async function finishWipeOf(owner: string): Promise<void> {
  const wipe = unfinishedWipes().get(owner);
  if (!wipe) return;
  await whileNobodyLeads(owner, () => deleteAll(owner, wipe));
  wipeIsDone(owner);
}

async function deleteAll(owner: string, { keepWork }: Wipe): Promise<void> {
  const journal = keepWork ? forgetSentWork(owner) : deleteJournal(owner);
  const deleted = await Promise.allSettled([wipeStore(owner), journal]);
  await sweepIndexedDb();
  if (deleted.every(({ status }) => status === 'fulfilled')) wipeIsDone(owner);
}

/** Whoever leads holds this lock: while it is ours nobody has a store open, or opens one. Resolves with whether it was. */
async function whileNobodyLeads(owner: string, work: () => Promise<void>): Promise<boolean> {
  const locks: LockManager | undefined = navigator.locks;
  if (!locks) return false;
  const signal = AbortSignal.timeout(CLOSE_WITHIN_MS);
  let isOurs = false;
  const held = locks.request(`sync-leader:${owner}`, { signal }, () => {
    isOurs = true;
    return work();
  });
  // Taken from us by a leader that takes us for frozen, or not had in time.
  await held.catch(() => undefined);
  return isOurs;
}
