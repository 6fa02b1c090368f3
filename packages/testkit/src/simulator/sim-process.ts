import type { Clock } from '@frontdesk/sync/engine/clock';
import type { Chance } from './chance.ts';
import type { Lane, Scheduler } from './scheduler.ts';
import type { SimIds } from './sim-ids.ts';

/** What every process in a browser runs on. */
export type Machine = {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly ids: SimIds;
  /** How far this machine's clock is ahead, in milliseconds. */
  readonly skew: number;
};

/** A worker or a page: it can be frozen, and what happens to it then waits for its thaw; and it can die. */
export class SimProcess {
  readonly clock: Clock;
  readonly #machine: Machine;
  readonly #waiting: (() => void)[] = [];
  #state: 'running' | 'frozen' | 'dead' = 'running';

  constructor(machine: Machine) {
    this.#machine = machine;
    const { scheduler, chance, ids, skew } = machine;
    this.clock = {
      now: () => scheduler.now + skew,
      after: (ms, callback) => this.#after(ms, callback),
      random: chance.next,
      newId: ids.next,
    };
  }

  get isDead(): boolean {
    return this.#state === 'dead';
  }

  get isFrozen(): boolean {
    return this.#state === 'frozen';
  }

  /** Something reaches the process. */
  run(work: () => void): void {
    if (this.#state === 'running') work();
    else if (this.#state === 'frozen') this.#waiting.push(work);
  }

  freeze(): void {
    if (this.#state === 'running') this.#state = 'frozen';
  }

  thaw(): void {
    if (this.#state !== 'frozen') return;
    this.#state = 'running';
    for (const work of this.#waiting.splice(0)) this.run(work);
  }

  kill(): void {
    this.#state = 'dead';
    this.#waiting.length = 0;
  }

  lane(weight: number, name: string): Lane {
    return this.#machine.scheduler.lane(weight, name);
  }

  #after(ms: number, callback: () => void): () => void {
    let isCancelled = false;
    const cancel = this.#machine.scheduler.after(ms, () =>
      this.run(() => {
        if (!isCancelled) callback();
      }),
    );
    return () => {
      isCancelled = true;
      cancel();
    };
  }
}
