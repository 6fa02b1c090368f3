import type { Chance } from './chance.ts';
import type { Trace } from './trace.ts';

type Task = () => void | Promise<void>;

/** Tasks that keep their order among themselves; which lane moves next is the seed's choice. */
export class Lane {
  readonly weight: number;
  readonly name: string;
  readonly #tasks: Task[] = [];
  readonly #onFilled: (lane: Lane) => void;

  constructor(weight: number, name: string, onFilled: (lane: Lane) => void) {
    this.weight = weight;
    this.name = name;
    this.#onFilled = onFilled;
  }

  get length(): number {
    return this.#tasks.length;
  }

  push(task: Task): void {
    this.#tasks.push(task);
    this.#onFilled(this);
  }

  shift(): Task | undefined {
    return this.#tasks.shift();
  }

  /** Drops what waits from `keep` on. */
  cut(keep = 0): void {
    this.#tasks.length = Math.min(keep, this.#tasks.length);
  }
}

type Timer = { readonly at: number; readonly order: number; readonly callback: () => void };

/** 2026-11-20T08:00:00Z */
const BEGINNING = 1_795_161_600_000;

/** Everything that happens in a simulated world, one thing after another, in an order that the seed chooses. */
export class Scheduler {
  readonly #chance: Chance;
  readonly #trace: Trace | undefined;
  /** Lanes with something to do, in the order in which they came to have it. */
  readonly #ready = new Set<Lane>();
  readonly #timers = new Set<Timer>();
  #order = 0;
  #now = BEGINNING;
  #steps = 0;

  constructor(chance: Chance, trace?: Trace) {
    this.#chance = chance;
    this.#trace = trace;
  }

  get now(): number {
    return this.#now;
  }

  get steps(): number {
    return this.#steps;
  }

  lane(weight: number, name: string): Lane {
    return new Lane(weight, name, (lane) => this.#ready.add(lane));
  }

  after(ms: number, callback: () => void): () => void {
    this.#order += 1;
    const timer = { at: this.#now + ms, order: this.#order, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Does one thing; false when there is nothing to do before time passes. */
  async step(lanes?: (lane: Lane) => boolean): Promise<boolean> {
    const open = [...this.#ready].filter((lane) => lane.length > 0 && (lanes?.(lane) ?? true));
    if (open.length === 0) return false;
    this.#steps += 1;
    const lane = this.#chance.weighted(open);
    this.#trace?.add('step', lane.name, [open.length, this.#chance.state]);
    const task = lane.shift();
    if (lane.length === 0) this.#ready.delete(lane);
    await task?.();
    await settle();
    return true;
  }

  /** Lets time pass, with all that is due meanwhile. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (let due = this.#next(); due && due.at <= until; due = this.#next()) await this.#fire(due);
    this.#now = Math.max(this.#now, until);
  }

  /** Lets time pass up to the next timer. */
  async passToTimer(): Promise<void> {
    const due = this.#next();
    if (due) await this.#fire(due);
  }

  async #fire(timer: Timer): Promise<void> {
    this.#timers.delete(timer);
    this.#now = Math.max(this.#now, timer.at);
    this.#trace?.add('time', String(this.#now), timer.order);
    timer.callback();
    await settle();
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      const isBefore = !first || timer.at < first.at;
      const isTie = first?.at === timer.at && timer.order < first.order;
      if (isBefore || isTie) first = timer;
    }
    return first;
  }
}

/** Every promise that can be settled without the outside is. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
