import type { Page } from '@playwright/test';

/** What the page notes: when each mark of a pair "lane·number" was first on the screen, in ms since the epoch. */
export type Painted = { readonly lane: number; readonly number: number; readonly at: number };

/**
 * From now on notes when a text `[lane·number]` stands in the element for the first time, after the frame that shows it
 * was produced. Call `paintTimes` for what it noted.
 */
export async function watchPaints(page: Page, selector: string): Promise<void> {
  await page.evaluate((target) => {
    const painted: Painted[] = [];
    const newest = new Map<number, number>();
    const root = document.querySelector(target);
    if (root === null) throw new Error(`no ${target}`);
    const look = (): void => {
      const at = performance.timeOrigin + performance.now();
      for (const [, lane, number] of (root.textContent ?? '').matchAll(/\[(\d+)·(\d+)\]/g)) {
        const [a, b] = [Number(lane), Number(number)];
        if ((newest.get(a) ?? -1) >= b) continue;
        // One that was overtaken within a frame counts as painted with the one that overtook it.
        for (let each = (newest.get(a) ?? -1) + 1; each <= b; each += 1)
          painted.push({ lane: a, number: each, at });
        newest.set(a, b);
      }
    };
    // A task queued inside the frame callback runs right after the frame was produced.
    const afterFrame = (): void => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.addEventListener('message', look, { once: true });
        channel.port1.start();
        channel.port2.postMessage(null);
      });
    };
    new MutationObserver(afterFrame).observe(root, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    Object.assign(window, { paintedTexts: painted });
  }, selector);
}

export const paintTimes = (page: Page): Promise<readonly Painted[]> =>
  page.evaluate(() => (window as unknown as { paintedTexts: Painted[] }).paintedTexts);

/** Milliseconds from each mark's start to its paint. */
export function latencies(
  started: ReadonlyMap<string, number>,
  painted: readonly Painted[],
): number[] {
  return painted.flatMap(({ lane, number, at }) => {
    const from = started.get(`${lane}·${number}`);
    return from === undefined ? [] : [at - from];
  });
}
