import { afterAll, beforeAll, describe, it } from 'vitest';
import { PINNED_SEEDS } from './pinned-seeds.ts';
import { openSimDatabase, type SimDatabase } from './sim-database.ts';
import { mustHold } from './simulate.ts';

let database: SimDatabase;

beforeAll(async () => {
  database = await openSimDatabase();
});

afterAll(() => database.close());

describe('what a seed found once does not come back', () => {
  it.each(PINNED_SEEDS)('$what (seed $seed)', { timeout: 60_000 }, ({ seed, operations }) =>
    mustHold({ ...database, seed, operations }),
  );
});
