import type { Page } from '@playwright/test';
import { deltaFloor, deltaFrames } from './deltas.ts';
import { type Figure, seen } from './figures.ts';
import { rest, rowsInSight } from './inbox-screen.ts';
import { type Interaction, many } from './interactions.ts';
import { openingFloor, openings } from './openings.ts';
import { inFrames } from './scrolling.ts';
import type { Stage } from './stage.ts';

const SENDS = 25;
const TIMES_SLOWER = 4;

/** The same with the main thread four times as slow; workers are as fast as before, which the browser has no way to change. */
export async function phoneFigures({ place, page, bare, tasks }: Stage): Promise<Figure[]> {
  const slow = await slowed(page);
  const slowBare = await slowed(bare.page);
  try {
    tasks.part = 'phone: open a thread';
    const floor = seen(await openingFloor(bare));
    const opened = await openings(page, 'aimed');
    const atOnce = await openings(page, 'at once');
    tasks.part = 'phone: send';
    const sent = await sends(page);
    tasks.part = 'phone: delta of 1,000 rows';
    const frames = await deltaFrames(place, page);
    const aim = 'p95 ≤ 50 ms';
    return [
      { what: 'open a thread, aimed click', measured: seen(opened), floor, aim },
      { what: 'open a thread, click at once', measured: seen(atOnce), floor, aim },
      { what: 'send a reply, Enter', measured: seen(sent), floor, aim },
      {
        what: '1,000 rows change at once: frames until rest',
        measured: inFrames(frames),
        floor: inFrames(await deltaFloor(bare)),
        aim: 'no jank',
      },
    ];
  } finally {
    await slow();
    await slowBare();
  }
}

async function slowed(page: Page): Promise<() => Promise<void>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: TIMES_SLOWER });
  return async () => {
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await devtools.detach();
  };
}

/** To the frame that shows the message in the thread. */
export async function sends(page: Page, times: number = SENDS): Promise<Interaction> {
  const row = (await rowsInSight(page))[2];
  if (!row) throw new Error('no row in sight');
  await page.mouse.click(row.x, row.y);
  await page.getByRole('log', { name: 'Messages' }).waitFor();
  await page.mouse.move(900, 20);
  await page.keyboard.press('r');
  await rest(page);
  const field = page.getByRole('textbox', { name: 'Reply' });
  return many(page, times, async (round) => {
    const text = `We are on our way, number ${round}.`;
    await field.fill(text);
    await rest(page);
    return {
      watched: { event: 'keydown', probe: 'newest', wanted: text },
      act: () => page.keyboard.press('Enter'),
    };
  });
}
