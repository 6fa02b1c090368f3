/** Chance that repeats for a seed: mulberry32. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    // Neighbouring seeds must not begin alike.
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  }

  /** In [0, 1). */
  readonly next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    const state = this.#state;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };

  /** What was drawn so far comes down to this. */
  get state(): number {
    return this.#state;
  }

  /** A whole number in [0, below). */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  flip(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** Picks by weight; weights are positive. */
  weighted<T extends { readonly weight: number }>(items: readonly T[]): T {
    let at = this.next() * items.reduce((sum, { weight }) => sum + weight, 0);
    for (const item of items) {
      at -= item.weight;
      if (at < 0) return item;
    }
    return this.pick(items);
  }
}
