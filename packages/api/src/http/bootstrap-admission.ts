/**
 * Replicas that begin at the same time, after a new release or a restore, would all read the same tables together and
 * hold up everybody's writes. So many may begin at once, and so many more each second; in one process.
 */
const BURST = 40;
const PER_SECOND = 15;
/** Those who are sent away come back spread over as long as it takes to serve them, and at least over this, in seconds. */
const LEAST_SPREAD = 4;

/** Lets replicas begin, one token each; pages after the first need none, so that who has begun gets to the end. */
export class BootstrapAdmission {
  readonly #now: () => number;
  #tokens = BURST;
  #at: number;
  /** Sent away and not yet let in: as many tokens are spoken for. */
  #waiting = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#at = now();
  }

  /** Takes a token. Returns the seconds to wait when there is none, else null. `random` is in [0, 1). */
  take(random: number): number | null {
    const now = this.#now();
    const earned = Math.max(0, (now - this.#at) / 1_000) * PER_SECOND;
    this.#tokens = Math.min(BURST, this.#tokens + earned);
    this.#waiting = Math.max(0, this.#waiting - earned);
    this.#at = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return null;
    }
    this.#waiting += 1;
    return 1 + random * Math.max(LEAST_SPREAD, this.#waiting / PER_SECOND);
  }
}
