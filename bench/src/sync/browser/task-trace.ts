import { must } from '@frontdesk/core/assert';
import type { Page } from '@playwright/test';

/** A task of a page's main thread, in ms; `processor`: how much of its time the thread ran, while others had it the rest. */
export type TracedTask = { readonly wall: number; readonly processor: number };

/** What we read of an event of Chromium's trace: times in µs, `tdur` of the thread's own clock. */
type TraceEvent = {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
};

const CATEGORIES = ['toplevel', '__metadata'];

/** The tasks of over 50 ms of a page's main thread while `work` runs, the longest first. */
export async function longTasksDuring(
  page: Page,
  work: () => Promise<unknown>,
): Promise<TracedTask[]> {
  const devtools = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  // The protocol's types have every value a string.
  devtools.on('Tracing.dataCollected', ({ value }) =>
    events.push(...(value as unknown as TraceEvent[])),
  );
  await devtools.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES },
  });
  await work();
  const complete = new Promise((resolve) => devtools.once('Tracing.tracingComplete', resolve));
  await devtools.send('Tracing.end');
  await complete;
  await devtools.detach();
  const tasks = tasksOfMainThread(events).map(({ dur = 0, tdur = 0 }) => ({
    wall: dur / 1_000,
    processor: tdur / 1_000,
  }));
  return tasks.filter(({ wall }) => wall > 50).toSorted((a, b) => b.wall - a.wall);
}

/** Of the renderer that has most to do: blank pages have one too. */
function tasksOfMainThread(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}:${tid}`;
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(threadOf),
  );
  const tasks = events.filter(
    (event) => event.name === 'ThreadControllerImpl::RunTask' && mains.has(threadOf(event)),
  );
  const byThread = [...Map.groupBy(tasks, threadOf).values()];
  return must(byThread.toSorted((a, b) => busy(b) - busy(a))[0], 'a trace of a page has tasks');
}

const busy = (tasks: readonly TraceEvent[]): number =>
  tasks.reduce((sum, { dur = 0 }) => sum + dur, 0);
