import type { Clock } from '../engine/clock.ts';

/** What one task may take before a keystroke or a frame gets its turn. */
const TASK_MS = 8;

type Scheduler = { readonly yield?: () => Promise<void> };

/**
 * Does jobs in order, each in steps, and lets the page have its turn when they take long. On a clock that
 * stands still everything is done at once.
 */
export class SlicedWork {
  readonly #clock: Pick<Clock, 'now' | 'after'>;
  #jobs: Iterator<unknown>[] = [];
  #isBusy = false;

  constructor(clock: Pick<Clock, 'now' | 'after'>) {
    this.#clock = clock;
  }

  add(job: Iterator<unknown>): void {
    this.#jobs.push(job);
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#work();
  }

  /** What is not done yet is dropped. */
  clear(): void {
    this.#jobs = [];
  }

  #work(): void {
    const until = this.#clock.now() + TASK_MS;
    for (let job = this.#jobs[0]; job; job = this.#jobs[0]) {
      if (!this.#step(job) && this.#jobs[0] === job) this.#jobs.shift();
      if (this.#jobs.length > 0 && this.#clock.now() > until) {
        this.#later();
        return;
      }
    }
    this.#isBusy = false;
  }

  /** False when the job is done; one that throws is done, reported, and keeps nothing else from being done. */
  #step(job: Iterator<unknown>): boolean {
    try {
      return job.next().done !== true;
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
      return false;
    }
  }

  #later(): void {
    // A timer of 0 ms is held back for 4 ms when it follows others; not every browser knows a better way.
    const { scheduler } = globalThis as { readonly scheduler?: Scheduler };
    if (scheduler?.yield) void scheduler.yield().then(() => this.#work());
    else this.#clock.after(0, () => this.#work());
  }
}
