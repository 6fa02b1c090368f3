import type { claimAloneOwner } from '../abandoned-journals.ts';
import type { deleteJournal, IndexedDbJournal } from '../indexed-db-journal.ts';
import type { DeskTab, openDesk } from './desk-page.ts';
import type { LinkedTab } from './link-page.ts';

/** What a test's page has: `subject` is the module that its address names. */
declare global {
  var subject: {
    readonly IndexedDbJournal: typeof IndexedDbJournal;
    readonly deleteJournal: typeof deleteJournal;
    readonly claimAloneOwner: typeof claimAloneOwner;
    readonly LinkedTab: typeof LinkedTab;
    readonly openDesk: typeof openDesk;
  };
  var desk: DeskTab;
  var tab: LinkedTab;
  var journal: IndexedDbJournal;
  var connections: IDBDatabase[];
}
