import { setTimeout as delay } from 'node:timers/promises';

/**
 * Begins `work` so many times a second, `count` times, whether or not the ones before have ended (a slow server must not
 * slow its own load down), and resolves when all have.
 */
export async function paced(
  { rate, count }: { rate: number; count: number },
  work: (at: number) => Promise<unknown>,
): Promise<void> {
  const started = performance.now();
  const running: Promise<unknown>[] = [];
  for (let at = 0; at < count; at += 1) {
    const wait = started + (at * 1000) / rate - performance.now();
    if (wait > 1) await delay(wait);
    running.push(work(at));
  }
  await Promise.all(running);
}

/** Runs `work` `count` times, so many at once. */
export async function atOnce(
  { lanes, count }: { lanes: number; count: number },
  work: (at: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
