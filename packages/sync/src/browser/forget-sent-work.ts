import { isRefusal } from '../engine/archive.ts';
import type { JournalEntry } from '../engine/journal.ts';
import { resultOf } from './idb-request.ts';
import { JournalDatabase } from './journal-database.ts';
import { removeFrom } from './journal-records.ts';

/**
 * Deletes from a user's journal what has gone out, and keeps what has not: answers how many entries that are. Only while
 * nobody leads.
 */
export async function forgetSentWork(owner: string): Promise<number> {
  const database = await JournalDatabase.open(owner);
  try {
    let left = 0;
    await database.write(async (stores) => {
      const entries = await resultOf<JournalEntry[]>(stores.entries.getAll());
      const sent = entries.filter(isSent).map(({ uid }) => uid);
      left = entries.length - sent.length;
      removeFrom(stores, sent);
    });
    return left;
  } finally {
    await database.close();
  }
}

const isSent = ({ acked, result }: JournalEntry): boolean =>
  acked !== undefined && !(result && isRefusal(result));
