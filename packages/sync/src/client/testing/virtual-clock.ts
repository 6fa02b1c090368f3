import type { Clock } from '../../engine/clock.ts';

type Timer = { readonly at: number; readonly callback: () => void };

/** A clock that stands still until it is told to go on to its next timer. */
export class VirtualClock implements Clock {
  readonly random: () => number;
  #now = 1_750_000_000_000;
  #ids = 0;
  readonly #timers = new Set<Timer>();

  constructor(random: () => number) {
    this.random = random;
  }

  now = (): number => this.#now;

  newId = (): string => {
    this.#ids += 1;
    return `id-${String(this.#ids).padStart(6, '0')}`;
  };

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Time goes on, as if the machine slept: timers that are due run with the next step. */
  skip(ms: number): void {
    this.#now += ms;
  }

  /** Goes on to the next timer and runs it. */
  advance(): void {
    const [next] = [...this.#timers].toSorted((a, b) => a.at - b.at);
    if (!next) return;
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.at);
    next.callback();
  }
}
