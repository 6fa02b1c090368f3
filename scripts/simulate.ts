import { parseArgs } from 'node:util';
import { runSeeds, seedsOfFaults } from '@frontdesk/testkit/simulator/seed-runner';

/**
 * `npm run simulate -- --seed 7 [--seeds 1] [--operations 200]`: seeds of the sync simulator, to see a failure again. With `--twice` each is
 * run twice, and told with the hash of all that happened in it, or with the first event in which its second run is another one.
 * `npm run simulate -- --faults [--seeds 40]`: which of the first seeds notice each planted fault.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string' },
    operations: { type: 'string', default: '200' },
    twice: { type: 'boolean', default: false },
    faults: { type: 'boolean', default: false },
  },
});

/** Seeds of each fault. */
const ENOUGH = 3;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (values.faults) {
  await seedsOfFaults({ seeds: Number(values.seeds ?? 40), enough: ENOUGH, say });
  process.exit(0);
}

const failed = await runSeeds({
  first: Number(values.seed),
  seeds: Number(values.seeds ?? 1),
  operations: Number(values.operations),
  twice: values.twice,
  say,
});
process.exit(failed.length === 0 ? 0 : 1);
