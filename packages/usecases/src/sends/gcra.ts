import type { Rate } from '@frontdesk/connector-kit/channel';

/**
 * Generic cell rate algorithm: one number per bucket, the theoretical arrival time of the next send. All times in
 * milliseconds since the epoch.
 */
export type Token =
  | { readonly ok: true; readonly tat: number }
  | { readonly ok: false; readonly waitMs: number };

/** Takes a token if there is one now. `burst` more than one may go at once. */
export function takeToken(tat: number, now: number, { everyMs, burst }: Rate): Token {
  const waitMs = tat - burst * everyMs - now;
  return waitMs > 0 ? { ok: false, waitMs } : { ok: true, tat: Math.max(tat, now) + everyMs };
}

/** The bucket after the vendor asked for a pause: nothing is taken before `until`. */
export const pausedUntil = (until: number, { everyMs, burst }: Rate): number =>
  until + burst * everyMs;
