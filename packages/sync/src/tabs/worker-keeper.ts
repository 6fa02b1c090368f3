import { backoff } from '../engine/backoff.ts';
import type { Clock } from '../engine/clock.ts';
import { HOST_BEAT_MS, type FromHost, type ToHost } from './host-protocol.ts';
import { wireOver, type Wire } from './wire.ts';

/** A worker that was heard of and is silent for so long, in ms, hangs or is gone. */
const HUNG_AFTER_MS = 10_000;
/** How long a worker may take to be loaded and to begin, in ms. */
const BEGIN_WITHIN_MS = 60_000;
const CLOSE_WITHIN_MS = 2_000;
/** One that led for so long, in ms, has not failed for the reason for which those before it did. */
const SOUND_AFTER_MS = 60_000;

export type WorkerKeeperOptions = {
  readonly clock: Clock;
  readonly startWorker: () => Worker;
  /** The first message, without what changes. */
  readonly start: Omit<Extract<ToHost, { readonly op: 'start' }>, 'op' | 'visible' | 'isMeek'>;
  /** This page's worker leads, until it is `gone`. */
  readonly leading: (term: number) => void;
  readonly gone: () => void;
  readonly outdated: (build: string) => void;
};

type Kept = {
  readonly worker: Worker;
  readonly wire: Wire<ToHost>;
  /** When it was last heard of, in ms; null before its first beat. */
  heardAt: number | null;
  readonly begunAt: number;
  /** Since when it leads, in ms. */
  ledAt: number | null;
};

/**
 * This page's engine worker: there while the page is alive and awake. A frozen page cannot run its worker, and files
 * and locks that such a worker holds stay held: so it is ended at once, and another begins when the page goes on.
 */
export class WorkerKeeper {
  readonly #options: WorkerKeeperOptions;
  readonly #end = new AbortController();
  #kept: Kept | null = null;
  #failures = 0;
  #tickedAt: number;
  #closed = Promise.withResolvers<void>();

  constructor(options: WorkerKeeperOptions) {
    this.#options = options;
    this.#tickedAt = options.clock.now();
    const { signal } = this.#end;
    document.addEventListener('visibilitychange', () => this.#sayVisible(), { signal });
    this.#begin();
    this.#watchOn();
  }

  /** The page is about to stand still. */
  sleep(): void {
    this.#drop();
  }

  wake(): void {
    if (!this.#kept && !this.#end.signal.aborted) this.#begin();
    this.#sayVisible();
  }

  /** Hands the worker the leader's end of a channel. */
  pass(tab: string, port: MessagePort): void {
    this.#kept?.wire.say({ op: 'peer', tab }, [port]);
  }

  /** Closes what the worker has open in good order, and ends it. */
  async close(): Promise<void> {
    this.#end.abort();
    this.#kept?.wire.say({ op: 'close' });
    if (this.#kept) {
      this.#options.clock.after(CLOSE_WITHIN_MS, () => this.#closed.resolve());
      await this.#closed.promise;
    }
    this.#drop();
  }

  #begin(): void {
    const { clock, startWorker, start } = this.#options;
    const worker = startWorker();
    const wire = wireOver<ToHost>(worker);
    const kept: Kept = { worker, wire, heardAt: null, ledAt: null, begunAt: clock.now() };
    this.#kept = kept;
    wireOver<FromHost>(worker).hear((said) => {
      if (this.#kept === kept) this.#hear(kept, said);
    });
    worker.addEventListener('error', () => {
      if (this.#kept === kept) this.#fail();
    });
    wire.say({ op: 'start', visible: isVisible(), isMeek: this.#failures > 0, ...start });
  }

  #hear(kept: Kept, said: FromHost): void {
    kept.heardAt = this.#options.clock.now();
    switch (said.op) {
      case 'beat':
        return;
      case 'leading':
        kept.ledAt = kept.heardAt;
        this.#options.leading(said.term);
        return;
      case 'over':
        this.#drop();
        if (!this.#end.signal.aborted) this.#begin();
        return;
      case 'failed':
        this.#fail();
        return;
      case 'outdated':
        this.#options.outdated(said.build);
        return;
      case 'closed':
        this.#closed.resolve();
    }
  }

  /** What ended it may end the next one too: each waits longer. */
  #fail(): void {
    const { clock } = this.#options;
    const ledAt = this.#kept?.ledAt ?? Number.POSITIVE_INFINITY;
    if (clock.now() - ledAt > SOUND_AFTER_MS) this.#failures = 0;
    this.#drop();
    const wait = backoff(this.#failures, clock.random());
    this.#failures += 1;
    clock.after(wait, () => this.wake());
  }

  #drop(): void {
    const kept = this.#kept;
    if (!kept) return;
    this.#kept = null;
    kept.worker.terminate();
    this.#options.gone();
  }

  #sayVisible(): void {
    this.#kept?.wire.say({ op: 'visible', visible: isVisible() });
  }

  /** Looks only while the page is seen: the timers of others are held back, and so may be their workers. */
  #watchOn(): void {
    const { clock } = this.#options;
    clock.after(HOST_BEAT_MS, () => {
      if (this.#end.signal.aborted) return;
      const now = clock.now();
      const wasAsleep = now - this.#tickedAt > 2 * HOST_BEAT_MS;
      this.#tickedAt = now;
      if (this.#kept && wasAsleep) this.#kept.heardAt &&= now;
      if (isVisible() && this.#isHung(now)) this.#fail();
      this.#watchOn();
    });
  }

  #isHung(now: number): boolean {
    if (!this.#kept) return false;
    const { heardAt, begunAt } = this.#kept;
    return heardAt === null ? now - begunAt > BEGIN_WITHIN_MS : now - heardAt > HUNG_AFTER_MS;
  }
}

const isVisible = (): boolean => document.visibilityState === 'visible';
