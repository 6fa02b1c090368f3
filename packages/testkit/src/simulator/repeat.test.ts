import { describe, expect, it } from 'vitest';
import { hashOf } from './repeat.ts';
import { openSimDatabase } from './sim-database.ts';

const SEEDS = [1, 2, 3, 4];
const OPERATIONS = 200;
const TIMEOUT_MS = 300_000;

/** On a database of their own, one after another. */
async function hashesOf(seeds: readonly number[]): Promise<Map<number, string>> {
  const database = await openSimDatabase();
  const hashes = new Map<number, string>();
  for (const seed of seeds) {
    hashes.set(seed, await hashOf({ ...database, seed, operations: OPERATIONS }));
  }
  await database.close();
  return hashes;
}

describe('a seed of the simulator', () => {
  it(
    'repeats to the last event, on another database and after other seeds',
    {
      timeout: TIMEOUT_MS,
    },
    async () => {
      const there = await hashesOf(SEEDS);
      const back = await hashesOf(SEEDS.toReversed());
      expect(back).toEqual(there);
      expect(new Set(there.values()).size).toBe(SEEDS.length);
    },
  );
});
