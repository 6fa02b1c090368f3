import type { Clock } from '../engine/clock.ts';
import {
  BEAT_EVERY_MS,
  nextLeadership,
  startLeadership,
  type Leadership,
  type LeadershipEffect,
  type LeadershipEvent,
} from './leadership.ts';
import type { TabsSaid } from './tabs-said.ts';
import type { Wire } from './wire.ts';

/** How long who was offered the lock has to take it, in ms; then it goes to the next who waits. */
const TAKE_WITHIN_MS = 2_000;

export type ElectionOptions = {
  readonly owner: string;
  readonly build: string;
  readonly visible: boolean;
  /** Takes the lead from nobody who gives a sign, however old or hidden. */
  readonly isMeek: boolean;
  readonly clock: Clock;
  readonly locks: LockManager;
  readonly wire: Wire<TabsSaid>;
  /** This worker leads now: open everything, then call {@link Election.opened}. */
  readonly lead: () => void;
  /** Time has passed unnoticed: look whether the term still holds, and say {@link Election.fenced} if not. */
  readonly check: () => void;
  /** Close everything in good order: another one is to lead. */
  readonly handOver: () => Promise<void>;
  /** The lead is lost for good: nothing more may be written. */
  readonly standDown: () => void;
  /** A newer build leads: this tab should be reloaded. */
  readonly outdated: (build: string) => void;
};

/**
 * One worker's part in who leads: whoever holds the Web Lock does, and its worker's life is the lock's. What is
 * decided stands in `leadership.ts`; this carries it out.
 */
export class Election {
  readonly #options: ElectionOptions;
  readonly #name: string;
  readonly #waiting = new AbortController();
  readonly #held = Promise.withResolvers<void>();
  #state: Leadership;

  constructor(options: ElectionOptions) {
    this.#options = options;
    this.#name = `sync-leader:${options.owner}`;
    const { build, visible, isMeek, clock, wire } = options;
    const self = { id: clock.newId(), build, visible, isMeek };
    const first = startLeadership(self, clock.now());
    this.#state = first.state;
    wire.hear((said) => this.#tell({ type: 'heard', said }));
    this.#request({ signal: this.#waiting.signal });
    for (const effect of first.effects) this.#carryOut(effect);
    this.#tickOn();
  }

  opened(term: number): void {
    this.#tell({ type: 'opened', term });
  }

  fenced(): void {
    this.#tell({ type: 'fenced' });
  }

  seen(visible: boolean): void {
    this.#tell({ type: 'seen', visible });
  }

  #tell(event: LeadershipEvent): void {
    const { state, effects } = nextLeadership(this.#state, event, this.#options.clock.now());
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: LeadershipEffect): void {
    switch (effect.type) {
      case 'say':
        this.#options.wire.say(effect.said);
        return;
      case 'lead':
        this.#options.lead();
        return;
      case 'take_lock':
        // Our place in the queue would have us hold it twice.
        this.#waiting.abort();
        this.#request({ steal: true });
        return;
      case 'check':
        this.#options.check();
        return;
      case 'hand_over':
        void this.#handOver(effect.to);
        return;
      case 'stand_down':
        this.#options.standDown();
        return;
      case 'outdated':
        this.#options.outdated(effect.build);
    }
  }

  async #handOver(to: string): Promise<void> {
    await this.#options.handOver().catch(() => undefined);
    this.#options.wire.say({ op: 'yours', to });
    // Taking the lock ends our hold on it; who does not take it in time is gone.
    this.#options.clock.after(TAKE_WITHIN_MS, () => {
      this.#held.resolve();
      this.#tell({ type: 'stolen' });
    });
  }

  /** Holds the lock from when it is granted until it is given up or taken. */
  #request(options: LockOptions): void {
    const hold = (): Promise<void> => {
      this.#tell({ type: 'granted' });
      return this.#held.promise;
    };
    this.#options.locks.request(this.#name, options, hold).catch(() => {
      // Rejects when the lock is taken from us, and when we gave up our own place in the queue.
      if (this.#state.role !== 'waiting') this.#tell({ type: 'stolen' });
    });
  }

  #tickOn(): void {
    if (this.#state.role === 'over') return;
    this.#options.clock.after(BEAT_EVERY_MS, () => {
      this.#tell({ type: 'tick' });
      this.#tickOn();
    });
  }
}
