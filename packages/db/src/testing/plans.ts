import pg from 'pg';
import { type Db, createDb, rawPool } from '../client.ts';

export interface WatchedDb {
  readonly db: Db;
  /** Runs some work and returns the plans of all statements that it made, those within functions too. */
  plansOf(work: () => Promise<unknown>): Promise<string>;
}

/**
 * Opens a database so that tests can read the plans that Postgres really used, whoever wrote the queries. `session`
 * are further settings of its connections.
 */
export async function watchPlans(
  url: string,
  session: Readonly<Record<string, string>> = {},
): Promise<WatchedDb> {
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_nested_statements': 'on',
    'auto_explain.log_level': 'notice',
    ...session,
  };
  const name = new URL(url).pathname.slice(1);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const [setting, value] of Object.entries(settings)) {
    await client.query(`alter database ${name} set ${setting} = '${value}'`);
  }
  await client.end();

  const db = createDb({ url });
  const plans: string[] = [];
  rawPool(db).on('connect', (connection) => {
    connection.on('notice', ({ message }) => plans.push(message ?? ''));
  });
  return {
    db,
    plansOf: async (work) => {
      plans.length = 0;
      await work();
      return plans.filter((text) => text.includes('plan:')).join('\n');
    },
  };
}
