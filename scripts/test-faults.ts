import { databaseOutage } from '../e2e/faults/database-outage.ts';
import { faultsUnderLoad } from '../e2e/faults/faults-under-load.ts';
import { runsUnderKill } from '../e2e/faults/runs-under-kill.ts';
import { step } from './step.mjs';

/** `npm run test:faults`: the faults of the end-to-end tests at full size. */
const say = (line: string): void => {
  process.stdout.write(`  ${line}\n`);
};

process.stdout.write(
  'Killing web, realtime, worker and Postgres under 1,000 messages and 200 replies\n',
);
const report = await faultsUnderLoad({ messages: 1_000, replies: 200, rate: 25, say });
say(`${report.uncertain} replies are uncertain`);
const outage = await step('Taking the database away for 30 s', () =>
  databaseOutage({ awayMs: 30_000 }),
);
process.stdout.write('Killing the worker in the middle of 60 runs of a procedure\n');
const runs = await runsUnderKill({ customers: 60, kills: 20, say });
const problems = [...report.problems, ...outage, ...runs];
for (const problem of problems) say(problem);
process.stdout.write(
  problems.length === 0 ? 'Nothing lost, nothing sent twice\n' : `${problems.length} problems\n`,
);
process.exit(problems.length === 0 ? 0 : 1);
