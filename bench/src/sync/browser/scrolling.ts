import type { Page } from '@playwright/test';
import { summaryOf } from '../../summary.ts';
import { type Figure, ms } from './figures.ts';
import { openInbox, scrollListTo } from './inbox-screen.ts';
import type { Stage } from './stage.ts';
import { framesDuring } from './task-watch.ts';

const FRAME_MS = 1000 / 60;
const DISTANCE_PX = 15_000;

/** Turns of a wheel over the list at this speed, as the browser itself gives them out. In pixels a second. */
async function wheel(page: Page, speed: number): Promise<readonly number[]> {
  const devtools = await page.context().newCDPSession(page);
  try {
    return await framesDuring(page, () =>
      devtools.send('Input.synthesizeScrollGesture', {
        x: 250,
        y: 500,
        yDistance: -DISTANCE_PX,
        speed,
        gestureSourceType: 'mouse',
        preventFling: true,
      }),
    );
  } finally {
    await devtools.detach();
  }
}

export function inFrames(gaps: readonly number[]): string {
  const sorted = gaps.toSorted((a, b) => a - b);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
  const { p50, p95, most } = summaryOf(gaps);
  const dropped = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / FRAME_MS) - 1), 0);
  return `p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}, most ${ms(most)}, ${dropped} of ${gaps.length + dropped} dropped`;
}

export async function scrollFigures({ page, bare, tasks }: Stage): Promise<Figure[]> {
  tasks.part = 'scroll';
  await openInbox(page);
  await bare.page.evaluate('floors.warm()');
  const figures: Figure[] = [];
  for (const speed of [3_000, 10_000]) {
    await scrollListTo(page, 0);
    await bare.page.evaluate('scroller.scrollTop = 0');
    const floor = await wheel(bare.page, speed);
    const gaps = await wheel(page, speed);
    figures.push({
      what: `wheel over the list, ${speed.toLocaleString('en')} px/s: frames`,
      measured: inFrames(gaps),
      floor: inFrames(floor),
      aim: '60 a second (16.7 ms)',
    });
  }
  await scrollListTo(page, 0);
  return figures;
}
