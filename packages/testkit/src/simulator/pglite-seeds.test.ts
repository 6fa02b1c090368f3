import { afterAll, beforeAll, describe, it } from 'vitest';
import { PgliteStoreDisk } from './pglite-store-disk.ts';
import { SIM_RULES } from './sim-rules.ts';
import { MemoryStoreDisk, type StoreDisk } from './sim-store.ts';
import { mustHold } from './simulate.ts';
import { openSimDatabase, type SimDatabase } from './sim-database.ts';
import type { Chance } from './chance.ts';

const SEEDS = 20;
const OPERATIONS = 200;
const TIMEOUT_MS = 300_000;

/** The first browser of a world has PGlite, the others lite memory. */
function disks(): (chance: Chance) => StoreDisk {
  let isFirst = true;
  return (chance) => {
    const disk = isFirst ? new PgliteStoreDisk(SIM_RULES) : new MemoryStoreDisk(SIM_RULES, chance);
    isFirst = false;
    return disk;
  };
}

describe('I1 to I9 hold in a simulated world with PGlite', () => {
  let database: SimDatabase;

  beforeAll(async () => {
    database = await openSimDatabase();
  });

  afterAll(() => database.close());

  it(`whatever goes wrong with seeds 1 to ${SEEDS}`, { timeout: TIMEOUT_MS }, async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      await mustHold({ ...database, seed, operations: OPERATIONS, disks });
    }
  });
});
