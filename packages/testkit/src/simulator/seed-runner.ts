import { FAULT_OPERATIONS, PLANTED_FAULTS } from './planted-faults.ts';
import { mustRepeat } from './repeat.ts';
import { openSimDatabase } from './sim-database.ts';
import { mustHold, simulate, type Simulation } from './simulate.ts';
import shareOnePostgres from '../shared-postgres.ts';

export type SeedRun = {
  readonly first: number;
  /** How many seeds; infinite: until it is stopped. */
  readonly seeds: number;
  readonly operations: number;
  readonly say: (line: string) => void;
  readonly isStopped?: () => boolean;
  /** Runs each seed twice instead, and looks for where the second run is another one. */
  readonly twice?: boolean;
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
  twice = false,
}: SeedRun): Promise<number[]> {
  const stop = await shareOnePostgres();
  const failed: number[] = [];
  const check = async (simulation: Simulation): Promise<void> => {
    if (twice) say(await mustRepeat(simulation));
    else await mustHold(simulation);
  };
  try {
    for (let from = first; from < first + seeds && !isStopped?.(); from += SEEDS_PER_DATABASE) {
      const database = await openSimDatabase();
      const until = Math.min(from + SEEDS_PER_DATABASE, first + seeds);
      for (let seed = from; seed < until && !isStopped?.(); seed += 1) {
        await check({ ...database, seed, operations }).catch((error: unknown) => {
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

/** Which of the first seeds notice each planted fault; of each the first `enough`. */
export async function seedsOfFaults({
  seeds,
  enough,
  say,
}: {
  readonly seeds: number;
  readonly enough: number;
  readonly say: (line: string) => void;
}): Promise<void> {
  const stop = await shareOnePostgres();
  const database = await openSimDatabase();
  for (const { name, parts, tells } of PLANTED_FAULTS) {
    const found: number[] = [];
    for (let seed = 1; seed <= seeds && found.length < enough; seed += 1) {
      const { problems } = await simulate({
        ...database,
        seed,
        parts,
        operations: FAULT_OPERATIONS,
      });
      if (problems.some((problem) => tells.test(problem))) found.push(seed);
    }
    say(`${name}: ${found.join(', ') || 'none'}`);
  }
  await database.close();
  await stop();
}
