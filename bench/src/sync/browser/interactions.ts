import type { Page } from '@playwright/test';
import { type Summary, summaryOf } from '../../summary.ts';
import type { Sample, Watched } from './page-watch.ts';

/** Between two of somebody's keys: what the one before set off has come to rest. */
const PAUSE_MS = 60;

export type Interaction = {
  readonly painted: Summary;
  readonly busy: Summary;
  /** What each took of the processor on the main thread, on average, with everything that it set off there. */
  readonly processorMs: number;
  /** Of which nothing was seen. */
  readonly missed: number;
};

/** Does it once and tells how long it took to be seen. */
export async function once(
  page: Page,
  watched: Watched,
  act: () => Promise<unknown>,
): Promise<Sample | null> {
  await page.evaluate(`pageWatch.arm(${JSON.stringify(watched)})`);
  await act();
  return page.evaluate('pageWatch.sample()');
}

export type Step = {
  readonly watched: Watched;
  readonly act: () => Promise<unknown>;
};

/** Does it so many times; `next` says what and what is to be seen. The first tenth is not counted: code is compiled by then. */
export async function many(
  page: Page,
  times: number,
  next: (round: number) => Promise<Step> | Step,
): Promise<Interaction> {
  const samples: (Sample | null)[] = [];
  const warmUp = Math.ceil(times / 10);
  const processor = await processorOf(page);
  for (let round = -warmUp; round < times; round += 1) {
    const { watched, act } = await next(round + warmUp);
    const sample = await once(page, watched, act);
    if (round >= 0) samples.push(sample);
    await page.waitForTimeout(PAUSE_MS);
  }
  const processorMs = (await processor.end()) / (warmUp + times);
  const seen = samples.filter((sample) => sample !== null);
  return {
    painted: summaryOf(seen.map(({ painted }) => painted)),
    busy: summaryOf(seen.map(({ busy }) => busy)),
    processorMs,
    missed: samples.length - seen.length,
  };
}

/** From now until `end`, milliseconds of the processor in tasks of the main thread, however much others want of it. */
async function processorOf(page: Page): Promise<{ end(): Promise<number> }> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async (): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  const before = await read();
  return {
    end: async () => {
      const spent = (await read()) - before;
      await devtools.detach();
      return spent;
    },
  };
}
