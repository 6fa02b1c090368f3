import type { Page } from '@playwright/test';
import { reached } from './engine-watch.ts';

/** Where a row's name stands on the screen, and the number of its conversation, which ends the name. */
export type RowInSight = { readonly number: string; readonly x: number; readonly y: number };

const LIST = 'section[aria-label="Conversations"] .overflow-y-auto';

/** Opens the inbox and waits until everything is there: all its conversations, but for those that a part before has closed. */
export async function openInbox(page: Page, query = ''): Promise<void> {
  await page.goto(`/inbox/open${query}`);
  await reached(page, ['rows', 'complete']);
  await rest(page);
}

/** Until nothing that was set off is under way. */
export async function rest(page: Page): Promise<void> {
  await page.waitForTimeout(500);
  await page.evaluate(
    () => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5_000 })),
  );
}

/** Rows that stand wholly in the list's view. */
export const rowsInSight = (page: Page): Promise<RowInSight[]> =>
  page.evaluate((selector) => {
    const view = document.querySelector(selector)?.getBoundingClientRect();
    if (!view) throw new Error('there is no list');
    return Array.from(document.querySelectorAll(`${selector} [role="listitem"]`)).flatMap((row) => {
      const { top, bottom, left } = row.getBoundingClientRect();
      if (top < view.top || bottom > view.bottom) return [];
      const name = row.getAttribute('aria-label') ?? '';
      return { number: name.split(' ').at(-1) ?? '', x: left + 140, y: top + 20 };
    });
  }, LIST);

export async function scrollListTo(page: Page, top: number): Promise<void> {
  await page.evaluate(([selector, to]) => document.querySelector(selector)?.scrollTo({ top: to }), [
    LIST,
    top,
  ] as const);
  await page.waitForTimeout(150);
}
