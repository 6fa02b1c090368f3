import { setTimeout as delay } from 'node:timers/promises';
import { now } from './clock.ts';

const PATIENCE_MS = 120_000;

/** Looks every millisecond; answers how long it took, in milliseconds. Rejects when it does not come about. */
export async function until(what: string, holds: () => boolean): Promise<number> {
  const from = now();
  while (!holds()) {
    if (now() - from > PATIENCE_MS) throw new Error(`it did not come about: ${what}`);
    await delay(1);
  }
  return now() - from;
}

/** The longest that this process did nothing else while `work` was under way, in milliseconds, and what came of the work. */
export async function longestTask<T>(
  work: () => Promise<T>,
): Promise<{ readonly longest: number; readonly done: T }> {
  let longest = 0;
  let last = now();
  let isOver = false;
  const look = (): void => {
    const at = now();
    longest = Math.max(longest, at - last);
    last = at;
    if (!isOver) setImmediate(look);
  };
  look();
  const done = await work();
  look();
  isOver = true;
  return { longest, done };
}
