import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLANTED_FAULTS } from './planted-faults.ts';
import { openSimDatabase, type SimDatabase } from './sim-database.ts';
import { simulate } from './simulate.ts';

const TIMEOUT_MS = 120_000;

let database: SimDatabase;

beforeAll(async () => {
  database = await openSimDatabase();
});

afterAll(() => database.close());

describe('the simulator notices', () => {
  it.each(PLANTED_FAULTS)('$name', { timeout: TIMEOUT_MS }, async ({ parts, seeds, tells }) => {
    const told: string[] = [];
    for (const seed of seeds) {
      const { problems } = await simulate({ ...database, seed, parts, operations: 200 });
      told.push(...problems);
      if (problems.some((problem) => tells.test(problem))) return;
    }
    expect.fail(`nothing of it in seeds ${seeds.join(', ')}, but ${told.join('\n') || 'nothing'}`);
  });
});
