/** So often in a window are cursors of one connection passed on; of what comes beyond that the newest is, in the next window. */
const PASSED_ON = 10;
/** A pointer that drags a selection moves some 60 times a second; no person's moves more often than this. */
const MOST = 100;
const WINDOW_MS = 1_000;

/** How often one connection speaks of its cursor. */
export class CursorPace {
  readonly #pass: (update: Uint8Array) => void;
  #count = 0;
  #held: Uint8Array | null = null;
  #window: NodeJS.Timeout | null = null;

  constructor(pass: (update: Uint8Array) => void) {
    this.#pass = pass;
  }

  /** False: it comes far too often, and is not taken. */
  take(update: Uint8Array): boolean {
    this.#window ??= setTimeout(() => this.#next(), WINDOW_MS);
    this.#count += 1;
    if (this.#count > MOST) return false;
    if (this.#count > PASSED_ON) this.#held = update;
    else this.#pass(update);
    return true;
  }

  close(): void {
    if (this.#window) clearTimeout(this.#window);
  }

  #next(): void {
    const held = this.#held;
    this.#window = null;
    this.#held = null;
    this.#count = 0;
    if (held) this.take(held);
  }
}
