import { setTimeout as delay } from 'node:timers/promises';
import { classifyFailure } from './failure-class.ts';

/** Tries of a transaction that others get in the way of, and the longest pause before the second, in milliseconds. */
const TRIES = 5;
const FIRST_PAUSE_MS = 20;

/** Pauses that a replica is asked for, in milliseconds: from the first up to the second. */
const AWAY_PAUSE = [300, 2_000] as const;
const FAULT_PAUSE = [1_000, 4_000] as const;

/** Runs a transaction again, with full jitter, while it fails for no reason but another transaction. */
export async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await work();
    } catch (error) {
      if (tried === TRIES || classifyFailure(error) !== 'contention') throw error;
      await delay(between(0, FIRST_PAUSE_MS * 2 ** (tried - 1)));
    }
  }
}

/** When a replica should push again what failed so, and whether the failure may be the mutation's own. */
export function retryDelay(error: unknown): { readonly ms: number; readonly isFault: boolean } {
  const isFault = classifyFailure(error) === 'fault';
  const [least, most] = isFault ? FAULT_PAUSE : AWAY_PAUSE;
  return { ms: between(least, most), isFault };
}

const between = (least: number, most: number): number =>
  Math.round(least + Math.random() * (most - least));
