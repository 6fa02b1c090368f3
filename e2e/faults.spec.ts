import { expect, test } from '@playwright/test';
import { databaseOutage } from './faults/database-outage.ts';
import { faultsUnderLoad } from './faults/faults-under-load.ts';
import { runsUnderKill } from './faults/runs-under-kill.ts';

/** The small forms of `npm run test:faults`, each with a product of its own. */
test('kill -9 of web, realtime, worker and Postgres in turn loses and repeats nothing', async () => {
  test.setTimeout(180_000);
  const report = await faultsUnderLoad({ messages: 100, replies: 20, rate: 8, say: () => {} });
  expect(report.problems).toEqual([]);
});

test('with the database away webhooks answer 503, and afterwards nothing is missing', async () => {
  test.setTimeout(120_000);
  expect(await databaseOutage({ awayMs: 3_000 })).toEqual([]);
});

test('kill -9 of the worker in the middle of procedures loses no step and does none twice', async () => {
  test.setTimeout(180_000);
  expect(await runsUnderKill({ customers: 12, kills: 3, say: () => {} })).toEqual([]);
});
