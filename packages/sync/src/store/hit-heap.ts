type Hit = { readonly id: string; readonly at: string };

/** The newer first; equal ones by id, descending. */
const isBefore = (a: Hit, b: Hit): boolean => a.at > b.at || (a.at === b.at && a.id > b.id);

/** Gives hits out newest first without sorting those that nobody asks for. */
export class HitHeap<H extends Hit> {
  readonly #hits: H[];

  /** Takes the array over. */
  constructor(hits: H[]) {
    this.#hits = hits;
    for (let at = (hits.length >> 1) - 1; at >= 0; at -= 1) this.#sink(at);
  }

  take(): H | undefined {
    const [top] = this.#hits;
    const last = this.#hits.pop();
    if (last !== undefined && this.#hits.length > 0) {
      this.#hits[0] = last;
      this.#sink(0);
    }
    return top;
  }

  #sink(from: number): void {
    const hits = this.#hits;
    const sinking = hits[from];
    if (sinking === undefined) return;
    let at = from;
    for (;;) {
      const left = hits[2 * at + 1];
      const right = hits[2 * at + 2];
      if (left === undefined) break;
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (!isBefore(child, sinking)) break;
      hits[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    hits[at] = sinking;
  }
}
