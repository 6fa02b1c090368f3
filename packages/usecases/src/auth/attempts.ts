import type { Refusal } from '@frontdesk/core/errors';

/**
 * Counts tries at something secret by key and slows them down: a few are free, then each one starts a wait that
 * doubles. Every try is counted before it is judged, so that parallel ones cannot slip through; a success takes its
 * count back. Unknown accounts are counted like known ones, so that a lock tells nothing.
 */
export interface Attempts {
  /** Counts one try. Returns the seconds to wait when it is refused, else null. */
  begin(key: string, policy: AttemptPolicy): Promise<number | null>;
  /** The try was not a failure: takes back what `begin` counted. */
  undo(key: string): Promise<void>;
  /** Forgets the key: its holder has proved who they are. */
  clear(key: string): Promise<void>;
}

export type AttemptPolicy = {
  /** Tries before the first wait. */
  readonly free: number;
  readonly firstWaitSeconds: number;
  readonly longestWaitSeconds: number;
  /** From the first try that counts; then counting begins anew. */
  readonly windowSeconds: number;
};

export const ACCOUNT_POLICY: AttemptPolicy = {
  free: 5,
  firstWaitSeconds: 15,
  longestWaitSeconds: 15 * 60,
  windowSeconds: 24 * 60 * 60,
};

/** Looser: a whole office may stand behind one address. */
export const ADDRESS_POLICY: AttemptPolicy = {
  free: 50,
  firstWaitSeconds: 15,
  longestWaitSeconds: 15 * 60,
  windowSeconds: 15 * 60,
};

/** Seconds that the try with this number (from 1) makes the next one wait. */
export function waitAfter(count: number, policy: AttemptPolicy): number {
  const doublings = count - policy.free;
  if (doublings < 0) return 0;
  return Math.min(
    policy.longestWaitSeconds,
    policy.firstWaitSeconds * 2 ** Math.min(doublings, 20),
  );
}

/** The refusal of a try that has to wait. */
export const tooManyTries = (
  retryAfter: number,
): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal: { code: 'RATE_LIMIT_EXCEEDED', message: 'Too many tries.', retryAfter },
});
