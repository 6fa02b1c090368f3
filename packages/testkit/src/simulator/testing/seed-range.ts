import { afterAll, beforeAll, describe, it } from 'vitest';
import { mustHold } from '../simulate.ts';
import { openSimDatabase, type SimDatabase } from '../sim-database.ts';

/** Operations of each seed. */
const OPERATIONS = 200;
/** Seeds of one test: few enough that a failure is told soon. */
const AT_ONCE = 25;
/** Many times what they take. */
const TIMEOUT_MS = 180_000;

/** Declares the tests that run a range of seeds. Several files with a range each share the work. */
export function holdsForSeeds({
  first,
  seeds,
}: {
  readonly first: number;
  readonly seeds: number;
}): void {
  describe('I1 to I9 hold in a simulated world', () => {
    let database: SimDatabase;

    beforeAll(async () => {
      database = await openSimDatabase();
    });

    afterAll(() => database.close());

    for (let from = first; from < first + seeds; from += AT_ONCE) {
      const last = Math.min(from + AT_ONCE, first + seeds) - 1;
      it(`whatever goes wrong with seeds ${from} to ${last}`, { timeout: TIMEOUT_MS }, async () => {
        for (let seed = from; seed <= last; seed += 1) {
          await mustHold({ ...database, seed, operations: OPERATIONS });
        }
      });
    }
  });
}
