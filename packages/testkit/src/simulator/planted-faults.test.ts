import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLANTED_FAULTS } from './planted-faults.ts';
import { openSimDatabase, type SimDatabase } from './sim-database.ts';
import { simulate } from './simulate.ts';

const TIMEOUT_MS = 120_000;
/**
 * A known seed sometimes misses the moment in which the fault does harm: then one of these meets it, or another attempt does. A
 * fault that is noticed once is noticed.
 */
const FURTHER_SEEDS = Array.from({ length: 15 }, (_, at) => at + 1);

let database: SimDatabase;

beforeAll(async () => {
  database = await openSimDatabase();
});

afterAll(() => database.close());

describe('the simulator notices', () => {
  it.each(PLANTED_FAULTS)(
    '$name',
    { timeout: TIMEOUT_MS, retry: 2 },
    async ({ parts, seeds, tells }) => {
      const told: string[] = [];
      for (const seed of new Set([...seeds, ...FURTHER_SEEDS])) {
        const { problems } = await simulate({ ...database, seed, parts, operations: 200 });
        told.push(...problems);
        if (problems.some((problem) => tells.test(problem))) return;
      }
      expect.fail(`nothing of it in any seed, but ${told.join('\n') || 'nothing'}`);
    },
  );
});
