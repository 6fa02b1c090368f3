import { createDb } from '@frontdesk/db/client';
import { openChangeLog } from '@frontdesk/db/change-log';
import type { ChangeLog } from '@frontdesk/sync/server/change-log';
import { createDatabase } from '../postgres.ts';
import type { PostgresSessions } from './postgres-sessions.ts';
import { installSimulator } from './server-schema.ts';

/** A database that any number of worlds may use, one after another. */
export type SimDatabase = {
  readonly sessions: PostgresSessions;
  readonly changeLog: ChangeLog;
  close(): Promise<void>;
};

/** A migrated database with the simulator's tables. */
export async function openSimDatabase(): Promise<SimDatabase> {
  const database = await createDatabase();
  const sessions = await installSimulator(database.url);
  const db = createDb({ url: database.url, poolSize: 1 });
  return {
    sessions,
    changeLog: openChangeLog(db),
    close: async () => {
      await db.close();
      await sessions.close();
      await database.drop();
    },
  };
}
