const LEAST_MS = 500;
const MOST_MS = 30_000;

/**
 * How long to wait after `failures` failures in a row, in ms: full jitter from 0.5 s up to a bound of 1 s that
 * doubles until 30 s, so that a thousand replicas of one dead server do not come back together.
 * `random` is in [0, 1).
 */
export function backoff(failures: number, random: number): number {
  const bound = Math.min(MOST_MS, LEAST_MS * 2 ** Math.min(failures + 1, 16));
  return LEAST_MS + random * (bound - LEAST_MS);
}
