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
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_timing': 'off',
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

const SCAN =
  /(?:Seq|Index|Index Only|Bitmap Heap) Scan.*\(actual (?:time=\S+ )?rows=([\d.]+) loops=(\d+)\)/g;
const REMOVED = /Rows Removed by (?:Filter|Index Recheck): (\d+)/g;

/** How many rows of tables the plans read, those included that were thrown away. */
export function rowsRead(plans: string): number {
  const kept = [...plans.matchAll(SCAN)].map(([, rows, loops]) => Number(rows) * Number(loops));
  const removed = [...plans.matchAll(REMOVED)].map(([, rows]) => Number(rows));
  return [...kept, ...removed].reduce((sum, rows) => sum + rows, 0);
}

/** The tables that the plans read from end to end. */
export const scannedWhole = (plans: string): string[] => [
  ...new Set([...plans.matchAll(/Seq Scan on (\w+)/g)].map(([, table]) => String(table))),
];
