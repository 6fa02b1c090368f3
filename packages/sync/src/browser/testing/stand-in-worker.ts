import type { Journal, NewMutation } from '../../engine/journal.ts';
import { systemClock } from '../../engine/system-clock.ts';
import type { Port } from '../../tabs/port.ts';
import type { ToEngine, ToTab } from '../../tabs/tab-protocol.ts';
import {
  runEngineHost,
  type EngineSeat,
  type HostedEngine,
  type WorkerScope,
} from '../engine-host.ts';
import { fastClock } from './fast-clock.ts';

/** Journals what tabs bring and names it as saved: the least that an engine does. */
class StandIn implements HostedEngine {
  readonly #journal: Journal;
  readonly #term: number;
  readonly #build: string;
  #nextMid: number;
  #writes: Promise<void> = Promise.resolve();
  readonly #known: Set<string>;

  private constructor(seat: EngineSeat, image: Awaited<ReturnType<Journal['open']>>) {
    this.#journal = seat.journal;
    this.#build = seat.build;
    this.#term = image.term;
    this.#nextMid = image.nextMid;
    this.#known = new Set(image.entries.map(({ uid }) => uid));
  }

  static async open(seat: EngineSeat): Promise<StandIn> {
    return new StandIn(seat, await seat.journal.open(systemClock.newId));
  }

  attach(port: Port<ToTab, ToEngine>): void {
    port.listen((message) => {
      if (message.type === 'attach') {
        port.post({ type: 'attached', term: this.#term, build: this.#build });
        for (const mutation of message.unsaved) this.#take(port, mutation);
      } else if (message.type === 'mutate') this.#take(port, message.mutation);
    });
  }

  async close(): Promise<void> {
    await this.#writes;
    await this.#journal.close();
  }

  #take(port: Port<ToTab, ToEngine>, mutation: NewMutation): void {
    if (mutation.name === 'hang') hang(Number(mutation.args));
    if (mutation.name === 'crash') throw new Error('as asked');
    this.#writes = this.#writes.then(() => this.#save(port, mutation));
  }

  async #save(port: Port<ToTab, ToEngine>, mutation: NewMutation): Promise<void> {
    const { uid } = mutation;
    if (!this.#known.has(uid)) {
      await this.#journal.append([{ ...mutation, mid: this.#nextMid }]);
      this.#known.add(uid);
      this.#nextMid += 1;
    }
    port.post({ type: 'queue', order: [{ uid, saved: true, sent: false }], added: [] });
  }
}

function hang(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

// A dedicated worker's global scope is one; the types of pages and workers exclude each other.
const scope = globalThis as unknown as WorkerScope;
const speed = Number(new URL(import.meta.url).searchParams.get('speed') ?? 1);
runEngineHost(scope, StandIn.open, fastClock(speed));
