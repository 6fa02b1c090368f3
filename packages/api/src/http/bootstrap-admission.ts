/**
 * Replicas that begin at the same time, after a new release or a restore, would all read the same tables together and
 * hold up everybody's writes. So many may begin at once, and so many more each second; in one process.
 */
const BURST = 40;
const PER_SECOND = 15;
/** The same for one member's devices, however many: who begins over and over takes a part of what all have, and never all. */
const MEMBER_BURST = 20;
const MEMBER_PER_SECOND = 4;
/** Members that are remembered; the oldest begin anew. */
const REMEMBERED = 10_000;
/** Those who are sent away come back spread over as long as it takes to serve them, and at least over this, in seconds. */
const LEAST_SPREAD = 4;

/** Lets replicas begin, one token each; pages after the first need none, so that who has begun gets to the end. */
export class BootstrapAdmission {
  readonly #now: () => number;
  #tokens = BURST;
  #at: number;
  /** Sent away and not yet let in: as many tokens are spoken for. */
  #waiting = 0;
  /** When a member's own tokens are all there again: milliseconds since the epoch. */
  readonly #fullAt = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
    this.#at = now();
  }

  /** Takes a token. Returns the seconds to wait when there is none, else null. `random` is in [0, 1). */
  take(member: string, random: number): number | null {
    const now = this.#now();
    const earned = Math.max(0, (now - this.#at) / 1_000) * PER_SECOND;
    this.#tokens = Math.min(BURST, this.#tokens + earned);
    this.#waiting = Math.max(0, this.#waiting - earned);
    this.#at = now;
    const fullAt = Math.max(now, this.#fullAt.get(member) ?? 0) + 1_000 / MEMBER_PER_SECOND;
    // Nobody else waits longer for those who are sent away for themselves.
    if (fullAt - now > (MEMBER_BURST * 1_000) / MEMBER_PER_SECOND) return 1 + random * LEAST_SPREAD;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      this.#note(member, fullAt);
      return null;
    }
    this.#waiting += 1;
    return 1 + random * Math.max(LEAST_SPREAD, this.#waiting / PER_SECOND);
  }

  #note(member: string, fullAt: number): void {
    this.#fullAt.delete(member);
    this.#fullAt.set(member, fullAt);
    const [oldest] = this.#fullAt.keys();
    if (this.#fullAt.size > REMEMBERED && oldest !== undefined) this.#fullAt.delete(oldest);
  }
}
