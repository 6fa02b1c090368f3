/** Work that is done one at a time, in the order in which it came, with a bound on what waits for its turn. */
export class Turns {
  readonly #most: number;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  /** `most`: so many may wait or be under way. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Settles as the work does; undefined, and nothing is done, where too much waits already. A failure ends what waits too. */
  take(work: () => Promise<void>): Promise<void> | undefined {
    if (this.#waiting >= this.#most) return undefined;
    this.#waiting += 1;
    this.#last = this.#last.then(work).finally(() => {
      this.#waiting -= 1;
    });
    return this.#last;
  }
}
