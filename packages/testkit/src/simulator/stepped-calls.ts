import type { Chance } from './chance.ts';
import type { Lane } from './scheduler.ts';
import type { Machine, SimProcess } from './sim-process.ts';

/**
 * Calls of a process on a disk, one after another. A process that dies has got some of its calls through, and has not heard of
 * the last of them.
 */
export class SteppedCalls {
  readonly #process: SimProcess;
  readonly #chance: Chance;
  readonly #lane: Lane;
  #pending: (() => Promise<unknown>)[] = [];

  readonly #note: (what: string, details: unknown) => void;

  constructor(
    process: SimProcess,
    {
      machine,
      note,
    }: {
      readonly machine: Machine;
      readonly note: (what: string, details: unknown) => void;
    },
  ) {
    this.#process = process;
    this.#chance = machine.chance;
    this.#note = note;
    this.#lane = process.lane(4, 'disk');
  }

  get isIdle(): boolean {
    return this.#pending.length === 0;
  }

  get lane(): Lane {
    return this.#lane;
  }

  /** `what` and `details` are for who looks into a failure. */
  call<T>(what: string, details: unknown, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#pending.push(work);
      this.#lane.push(async () => {
        try {
          const value = await work();
          this.#note(what, details);
          this.#process.run(() => resolve(value));
        } catch (error) {
          this.#process.run(() => reject(error as Error));
        } finally {
          this.#pending = this.#pending.filter((one) => one !== work);
        }
      });
    });
  }

  /** The process has died. */
  async die(): Promise<void> {
    this.#lane.cut();
    const done = this.#pending.slice(0, this.#chance.below(this.#pending.length + 1));
    this.#pending = [];
    for (const work of done) await work().catch(() => undefined);
  }
}
