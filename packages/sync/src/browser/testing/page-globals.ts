import type { claimJournal } from '../abandoned-journals.ts';
import type { deleteJournal, IndexedDbJournal } from '../indexed-db-journal.ts';

/** What a test's page has: `subject` is the module that its address names. */
declare global {
  var subject: {
    readonly IndexedDbJournal: typeof IndexedDbJournal;
    readonly deleteJournal: typeof deleteJournal;
    readonly claimJournal: typeof claimJournal;
  };
  var journal: IndexedDbJournal;
  var connections: IDBDatabase[];
}
