/** How many events in how many milliseconds. */
export type Rate = { readonly events: number; readonly perMs: number };

/** Keys that are remembered; when there are more, the oldest begin anew. */
const REMEMBERED = 50_000;

/** Counts events by key and says when one is too many: a bucket that refills steadily and holds one window's worth. */
export class EventRate {
  readonly #rate: Rate;
  readonly #now: () => number;
  /** When the bucket of a key will be full again. */
  readonly #fullAt = new Map<string, number>();

  constructor(rate: Rate, now: () => number) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Takes one event. Returns the seconds to wait when it is one too many, else null. */
  take(key: string): number | null {
    const { events, perMs } = this.#rate;
    const now = this.#now();
    const fullAt = Math.max(now, this.#fullAt.get(key) ?? 0) + perMs / events;
    const waitMs = fullAt - now - perMs;
    if (waitMs > 0) return Math.ceil(waitMs / 1_000);
    this.#fullAt.delete(key);
    this.#fullAt.set(key, fullAt);
    const [oldest] = this.#fullAt.keys();
    if (this.#fullAt.size > REMEMBERED && oldest !== undefined) this.#fullAt.delete(oldest);
    return null;
  }
}
