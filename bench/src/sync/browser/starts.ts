import type { Page } from '@playwright/test';
import type { BarePage } from './bare-page.ts';
import { type BrowserPlace, type Device, onDevice } from './device.ts';
import { type Milestones, reached, searchAnswered } from './engine-watch.ts';
import { type Figure, inSeconds, middle } from './figures.ts';
import { rest } from './inbox-screen.ts';

const COLD = 3;
const RELOADS = 5;
const RESTARTS = 3;

type ColdStart = {
  /** Until the last byte that the first list needs was in the browser: page, scripts, engine, the first page of rows. */
  readonly firstBytes: number;
  /** Until the last page of rows was. */
  readonly lastBytes: number;
  readonly pages: number;
  readonly at: Milestones;
};

/** Starts on devices that have nothing, and on one that has everything; the last cold device stays for what comes after. */
export async function startFigures(
  place: BrowserPlace,
  device: Device,
  bare: BarePage,
): Promise<Figure[]> {
  const { tasks } = device;
  tasks.part = 'cold start';
  const colds: ColdStart[] = [];
  for (let round = 1; round < COLD; round += 1) colds.push(await onDevice(place, tasks, coldStart));
  colds.push(await coldStart(device));
  const coldFloor = (await bare.page.evaluate('floors.cold()')) as number;

  const reloads: Milestones[] = [];
  const restarts: Milestones[] = [];
  const page = await settled(device);
  tasks.part = 'warm start: reload';
  for (let round = 0; round < RELOADS; round += 1) {
    await page.reload();
    reloads.push(await warm(page));
  }
  tasks.part = 'warm start: browser started anew';
  for (let round = 0; round < RESTARTS; round += 1) {
    await device.end();
    const again = await device.start();
    await again.goto('/inbox/open');
    restarts.push(await warm(again));
  }
  await bare.page.reload();
  const warmFloor = (await bare.page.evaluate('floors.warm()')) as number;
  return [...coldFigures(colds, coldFloor), ...warmFigures(reloads, restarts, warmFloor)];
}

async function coldStart(device: Device): Promise<ColdStart> {
  const page = await device.startSignedIn();
  await page.goto('/inbox/open');
  const at = await reached(page, ['rows', 'all', 'usable', 'complete']);
  const bytes = await arrivals(page);
  await rest(page);
  return { ...bytes, at };
}

async function warm(page: Page): Promise<Milestones> {
  const at = await reached(page, ['rows', 'all', 'complete']);
  await rest(page);
  return at;
}

/** The device has written down everything. */
async function settled(device: Device): Promise<Page> {
  await device.end();
  const page = await device.start();
  await page.goto('/inbox/open');
  await reached(page, ['complete']);
  await page.goto('/search?q=coffee');
  await searchAnswered(page);
  await page.goto('/inbox/open');
  await reached(page, ['all', 'complete']);
  return page;
}

type Resource = { readonly name: string; readonly end: number };

/** When bytes had come, by Resource Timing of the page and of its engine's worker, on the page's own clock. */
async function arrivals(
  page: Page,
): Promise<Pick<ColdStart, 'firstBytes' | 'lastBytes' | 'pages'>> {
  const read = (): Resource[] =>
    performance
      .getEntriesByType('resource')
      .map((entry) => entry as PerformanceResourceTiming)
      .map(({ name, responseEnd }) => ({ name, end: performance.timeOrigin + responseEnd }));
  const origin = await page.evaluate(() => performance.timeOrigin);
  const own = await page.evaluate(read);
  const workers = await Promise.all(
    // The store's worker may be too busy to answer, and fetches no rows.
    page
      .workers()
      .filter((worker) => /engine-worker/.test(worker.url()))
      .map((worker) => worker.evaluate(read)),
  );
  const rows = workers
    .flat()
    .filter(({ name }) => name.includes('/sync/bootstrap'))
    .map(({ end }) => end - origin)
    .toSorted((a, b) => a - b);
  const scripts = own
    .filter(({ name }) => /\/_next\/static\/.*\.(?:js|css)|\/auth\/|\/me/.test(name))
    .map(({ end }) => end - origin);
  const [first = Number.NaN] = rows;
  // What the page fetches when it is idle is not needed for the first list.
  const needed = scripts.filter((end) => end <= first);
  return {
    firstBytes: Math.max(first, ...needed),
    lastBytes: rows.at(-1) ?? Number.NaN,
    pages: rows.length,
  };
}

function coldFigures(colds: readonly ColdStart[], floor: number): Figure[] {
  const each = (value: (cold: ColdStart) => number): string => middle(colds.map(value));
  const from = (later: number | undefined, sooner: number): number =>
    (later ?? Number.NaN) - sooner;
  const parsed = `all rows as one JSON into Maps and painted, from its last byte: ${inSeconds(floor)}`;
  return [
    {
      what: 'cold: bytes of the first page of rows there → list painted',
      measured: each(({ at, firstBytes }) => from(at.rows, firstBytes)),
      floor: parsed,
      aim: '< 1.5 s',
    },
    {
      what: `cold: last of ${colds.at(-1)?.pages} pages of rows there → everything is`,
      measured: each(({ at, lastBytes }) => from(at.complete, lastBytes)),
      floor: parsed,
      aim: '–',
    },
    {
      what: 'cold: navigation → list painted',
      measured: each(({ at }) => at.rows ?? Number.NaN),
      floor: '–',
      aim: '–',
    },
    {
      what: 'cold: navigation → all conversations in the list',
      measured: each(({ at }) => at.all ?? Number.NaN),
      floor: '–',
      aim: '–',
    },
    {
      what: 'cold: navigation → everything is there',
      measured: each(({ at }) => at.complete ?? Number.NaN),
      floor: '–',
      aim: '–',
    },
  ];
}

function warmFigures(
  reloads: readonly Milestones[],
  restarts: readonly Milestones[],
  floor: number,
): Figure[] {
  const least = `heads from IndexedDB, painted: ${inSeconds(floor)}`;
  const figure = (
    what: string,
    starts: readonly Milestones[],
    name: 'rows' | 'all' | 'complete',
    aim: string,
  ) => ({
    what,
    measured: middle(starts.map((at) => at[name] ?? Number.NaN)),
    floor: least,
    aim,
  });
  return [
    figure('warm, reload: navigation → list painted', reloads, 'rows', '< 0.9 s'),
    figure('warm, reload: → all conversations in the list', reloads, 'all', '< 0.9 s'),
    figure('warm, reload: → known to be current', reloads, 'complete', '–'),
    figure('warm, browser started anew: → list painted', restarts, 'rows', '< 0.9 s'),
    figure('warm, browser started anew: → all conversations', restarts, 'all', '< 0.9 s'),
  ];
}
