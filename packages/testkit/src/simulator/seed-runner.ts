import { openSimDatabase } from './sim-database.ts';
import { mustHold } from './simulate.ts';
import shareOnePostgres from '../shared-postgres.ts';

export type SeedRun = {
  readonly first: number;
  /** How many seeds; infinite: until it is stopped. */
  readonly seeds: number;
  readonly operations: number;
  readonly say: (line: string) => void;
  readonly isStopped?: () => boolean;
};

/** Seeds that share a database: a new one now and then, or the oracle's queries would read of thousands of workspaces. */
const SEEDS_PER_DATABASE = 200;

/** Runs seeds one after another on a Postgres of its own. Resolves with those that failed. */
export async function runSeeds({
  first,
  seeds,
  operations,
  say,
  isStopped,
}: SeedRun): Promise<number[]> {
  const stop = await shareOnePostgres();
  const failed: number[] = [];
  try {
    for (let from = first; from < first + seeds && !isStopped?.(); from += SEEDS_PER_DATABASE) {
      const database = await openSimDatabase();
      const until = Math.min(from + SEEDS_PER_DATABASE, first + seeds);
      for (let seed = from; seed < until && !isStopped?.(); seed += 1) {
        await mustHold({ ...database, seed, operations }).catch((error: unknown) => {
          failed.push(seed);
          say(String(error));
        });
      }
      await database.close();
      say(`seeds ${first} to ${until - 1}: ${failed.length} failed`);
    }
  } finally {
    await stop();
  }
  return failed;
}
