import { parseArgs } from 'node:util';
import { runSeeds } from '@frontdesk/testkit/simulator/seed-runner';

/** `npm run simulate -- --seed 7 [--seeds 1] [--operations 200]`: seeds of the sync simulator, to see a failure again. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    operations: { type: 'string', default: '200' },
  },
});

const failed = await runSeeds({
  first: Number(values.seed),
  seeds: Number(values.seeds),
  operations: Number(values.operations),
  say: (line) => process.stdout.write(`${line}\n`),
});
process.exit(failed.length === 0 ? 0 : 1);
