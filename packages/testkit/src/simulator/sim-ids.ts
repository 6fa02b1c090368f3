import { randomBytes } from 'node:crypto';

/**
 * Ids of a world: UUIDs that grow in the order in which they are made, the same in each run of a seed but for their end, so that two runs
 * may share a database.
 */
export class SimIds {
  readonly #run = randomBytes(6).toString('hex');
  #count = 0;

  readonly next = (): string => {
    this.#count += 1;
    const count = this.#count.toString(16).padStart(12, '0');
    return `${count.slice(0, 8)}-${count.slice(8)}-7000-8000-${this.#run}`;
  };
}
