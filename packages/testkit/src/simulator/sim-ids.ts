/** Ids of a world: UUIDs that grow in the order in which they are made, the same in each run of a seed. */
export class SimIds {
  readonly #world: string;
  #count = 0;

  constructor(seed: number) {
    this.#world = Math.abs(seed).toString(16).padStart(12, '0');
  }

  readonly next = (): string => {
    this.#count += 1;
    const count = this.#count.toString(16).padStart(12, '0');
    return `${count.slice(0, 8)}-${count.slice(8)}-7000-8000-${this.#world}`;
  };
}
