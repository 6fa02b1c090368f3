/** Pieces of text on their way from a model to whoever shows them: written by one, read once by another. */
export class Deltas implements AsyncIterable<string> {
  readonly #waiting: string[] = [];
  #closed = false;
  #wake = (): void => undefined;

  push(delta: string): void {
    this.#waiting.push(delta);
    this.#wake();
  }

  /** Nothing more will come. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void> {
    for (;;) {
      const delta = this.#waiting.shift();
      if (delta !== undefined) yield delta;
      else if (this.#closed) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
