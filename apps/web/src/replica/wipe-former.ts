import { forgetSentWork } from '@frontdesk/sync/browser/forget-sent-work';
import { deleteJournal } from '@frontdesk/sync/browser/indexed-db-journal';
import { ownerOf } from '@frontdesk/sync/browser/journal-database';
import { formerOwners } from './former-owners.ts';
import { wipeDevice } from './wipe-device.ts';
import type { Me } from './workspace.ts';

/**
 * Deletes what this browser holds for somebody of organizations that they do not belong to any more, but for work that has not gone
 * out. One that a tab has open is told so itself (rule 14). Never rejects.
 */
export async function wipeFormer(me: Me): Promise<void> {
  const databases = await indexedDB.databases().catch(() => []);
  const owners = databases.flatMap(({ name = '' }) => ownerOf(name) ?? []);
  for (const owner of formerOwners(me, owners)) {
    if (!(await isFree(owner))) continue;
    await wipeDevice(owner, { keepWork: true });
    const left = await forgetSentWork(owner).catch(() => 1);
    if (left === 0) await deleteJournal(owner).catch(() => undefined);
  }
}

async function isFree(owner: string): Promise<boolean> {
  const locks: LockManager | undefined = navigator.locks;
  // Without locks (plain http off this machine) nobody can tell.
  if (locks === undefined) return true;
  return locks.request(
    `sync-leader:${owner}`,
    { ifAvailable: true },
    async (lock) => lock !== null,
  );
}
