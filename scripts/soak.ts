import { parseArgs } from 'node:util';
import { runSeeds } from '@frontdesk/testkit/simulator/seed-runner';

/** `npm run soak [-- --hours 8 --operations 400]`: new seeds of the sync simulator, hour after hour. Ctrl-C ends it after the present one. */
const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '8' },
    operations: { type: 'string', default: '400' },
  },
});

const until = Date.now() + Number(values.hours) * 3_600_000;
let isStopped = false;
process.once('SIGINT', () => {
  isStopped = true;
});

// Seeds that nobody has run yet: the present time, in seconds.
const failed = await runSeeds({
  first: Math.floor(Date.now() / 1_000),
  seeds: Number.POSITIVE_INFINITY,
  operations: Number(values.operations),
  say: (line) => process.stdout.write(`${line}\n`),
  isStopped: () => isStopped || Date.now() > until,
});
process.stdout.write(
  failed.length === 0 ? 'Nothing found\n' : `Pin these seeds: ${failed.join(', ')}\n`,
);
process.exit(failed.length === 0 ? 0 : 1);
