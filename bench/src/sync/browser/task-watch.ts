import type { BrowserContext, Page } from '@playwright/test';

/** A main-thread task, or a frame with all that ran for it, over 50 ms. */
export type LongTask = {
  readonly kind: 'task' | 'frame';
  readonly duration: number;
  /** Who kept a frame's thread busy, the longest first: for how long, what called, where it stands. */
  readonly scripts: readonly string[];
};

/** What the pages of a browser were too long at, and during which part of the measuring. */
export class TaskNotes {
  /** What is noted from here on belongs to this part. */
  part = 'start';
  readonly long: (LongTask & { readonly part: string })[] = [];

  note(task: LongTask): void {
    this.long.push({ ...task, part: this.part });
  }
}

type TaskWatch = {
  frames(isOn: boolean): readonly number[];
};

/** Every page of the context tells of its tasks and frames over 50 ms. */
export async function watchTasks(context: BrowserContext, notes: TaskNotes): Promise<void> {
  await context.exposeBinding('noteLongTask', (_, task: LongTask) => notes.note(task));
  await context.addInitScript(`(${install.toString()})()`);
}

/** The gaps between frames while `work` runs, in ms. */
export async function framesDuring(page: Page, work: () => Promise<unknown>): Promise<number[]> {
  await page.evaluate('taskWatch.frames(true)');
  let gaps: number[] = [];
  try {
    await work();
  } finally {
    gaps = await page.evaluate('taskWatch.frames(false)');
  }
  // The first ones are those of starting to look.
  return gaps.slice(2);
}

/** Runs in the page. */
function install(): void {
  const { noteLongTask } = window as unknown as { noteLongTask(task: LongTask): void };
  let gaps: number[] = [];
  let isOn = false;
  const taskWatch: TaskWatch = {
    frames(on) {
      const noted = gaps;
      isOn = on;
      if (!on) return noted;
      gaps = [];
      let last = performance.now();
      const tick = (now: number): void => {
        gaps.push(now - last);
        last = now;
        if (isOn) requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
      return [];
    },
  };
  Object.assign(window, { taskWatch });
  const note = (
    kind: LongTask['kind'],
    { duration }: PerformanceEntry,
    scripts: string[],
  ): void => {
    if (duration > 50) noteLongTask({ kind, duration: Math.round(duration), scripts });
  };
  const observe = (type: string, take: (entry: PerformanceEntry) => void): void => {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(take));
    observer.observe({ type, buffered: true });
  };
  type Script = {
    readonly duration: number;
    readonly invoker: string;
    readonly sourceURL: string;
    readonly sourceFunctionName: string;
    readonly sourceCharPosition: number;
  };
  const inWords = (script: Script): string =>
    `${Math.round(script.duration)} ms ${script.invoker} ${script.sourceFunctionName} ${script.sourceURL.split('/').at(-1)}:${script.sourceCharPosition}`;
  observe('longtask', (entry) => note('task', entry, []));
  observe('long-animation-frame', (entry) => {
    const { scripts } = entry as PerformanceEntry & { readonly scripts: readonly Script[] };
    note('frame', entry, scripts.toSorted((a, b) => b.duration - a.duration).map(inWords));
  });
}
