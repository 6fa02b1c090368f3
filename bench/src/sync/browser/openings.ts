import type { Page } from '@playwright/test';
import type { BarePage } from './bare-page.ts';
import { type Figure, seen } from './figures.ts';
import { openInbox, rest, rowsInSight, scrollListTo } from './inbox-screen.ts';
import { type Interaction, many, type Step } from './interactions.ts';
import type { Stage } from './stage.ts';

const OPENINGS = 40;
const PAGE_PX = 780;
/** As long as a pointer rests on what somebody is about to click. */
const AIMED_MS = 120;

/** A click that puts twelve messages on a bare page. */
export const openingFloor = ({ page }: BarePage): Promise<Interaction> =>
  many(page, OPENINGS, () => ({
    watched: { event: 'click', probe: 'bare' },
    act: () => page.locator('button').click(),
  }));

type Way = 'aimed' | 'at once' | 'Enter' | 'j';

/** Somebody opens conversations that were not open before; counted until name and newest message are painted. */
export async function openings(
  page: Page,
  way: Way,
  times: number = OPENINGS,
): Promise<Interaction> {
  await openInbox(page);
  if (way === 'Enter') return many(page, times, (round) => byEnter(page, round));
  if (way === 'j') {
    await clickRow(page, 0);
    return many(page, times, () => ({
      watched: { event: 'keydown', probe: 'thread' },
      act: () => page.keyboard.press('j'),
    }));
  }
  return many(page, times, (round) => byClick(page, way, round));
}

export async function openingFigures({ page, bare, tasks }: Stage): Promise<Figure[]> {
  const floor = seen(await openingFloor(bare));
  const figure = async (what: string, way: Way): Promise<Figure> => {
    tasks.part = `open a thread: ${what}`;
    return { what, measured: seen(await openings(page, way)), floor, aim: 'p95 ≤ 16 ms' };
  };
  return [
    await figure('click, after the pointer has rested on the row', 'aimed'),
    await figure('click at once, the thread in the store only', 'at once'),
    await figure('Enter on the row under the cursor', 'Enter'),
    await figure('j from one thread to the next', 'j'),
  ];
}

async function clickRow(page: Page, at: number): Promise<void> {
  const row = (await rowsInSight(page))[at];
  if (!row) throw new Error('no row in sight');
  await page.mouse.click(row.x, row.y);
  await page.getByRole('log', { name: 'Messages' }).getByText(`#${row.number}`).waitFor();
  await rest(page);
}

async function byClick(page: Page, way: Way, round: number): Promise<Step> {
  // A screen further down each eight: rows that nobody has pointed at.
  if (round % 8 === 0) {
    await page.mouse.move(900, 20);
    await scrollListTo(page, (round / 8) * PAGE_PX);
  }
  const row = (await rowsInSight(page))[1 + (round % 8)];
  if (!row) throw new Error('no row in sight');
  if (way === 'aimed') {
    await page.mouse.move(row.x, row.y);
    await page.waitForTimeout(AIMED_MS);
  }
  return {
    watched: { event: 'click', probe: 'thread', wanted: row.number },
    act: () => page.mouse.click(row.x, row.y),
  };
}

async function byEnter(page: Page, round: number): Promise<Step> {
  // Out of the thread, the cursor begins anew at the top.
  await page.keyboard.press('Escape');
  for (let at = 0; at <= round % 12; at += 1) await page.keyboard.press('j');
  await page.waitForTimeout(AIMED_MS);
  return {
    watched: { event: 'keydown', probe: 'thread' },
    act: () => page.keyboard.press('Enter'),
  };
}
