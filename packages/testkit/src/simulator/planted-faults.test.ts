import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULT_OPERATIONS, PLANTED_FAULTS } from './planted-faults.ts';
import { openSimDatabase, type SimDatabase } from './sim-database.ts';
import { simulate } from './simulate.ts';

const TIMEOUT_MS = 120_000;
/**
 * Any change of the engine changes what each seed does, so that a fault's own seed may meet another world from then on. Then these
 * look for it, in this order: a fault is noticed in each run of a commit by the same seed, or in none.
 */
const OTHER_SEEDS = Array.from({ length: 40 }, (_, at) => at + 1);

let database: SimDatabase;

beforeAll(async () => {
  database = await openSimDatabase();
});

afterAll(() => database.close());

describe('the simulator notices', () => {
  it.each(PLANTED_FAULTS)('$name', { timeout: TIMEOUT_MS }, async ({ parts, seeds, tells }) => {
    const told: string[] = [];
    for (const seed of new Set([...seeds, ...OTHER_SEEDS])) {
      const operations = FAULT_OPERATIONS;
      const { problems } = await simulate({ ...database, seed, parts, operations });
      told.push(...problems);
      if (problems.some((problem) => tells.test(problem))) return;
    }
    expect.fail(`nothing of it in any seed, but ${told.join('\n') || 'nothing'}`);
  });
});
