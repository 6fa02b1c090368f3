import type { Clock } from '../engine/clock.ts';
import type { EnginePort } from './engine-link.ts';
import type { PortFrame } from './port-frame.ts';
import type { ToEngine, ToTab } from './tab-protocol.ts';
import type { Wire } from './wire.ts';

/** How long a leader may be silent after something was said to it, in ms, before it is asked for a sign of life. */
const PING_AFTER_MS = 1_000;
/** How long it has to answer that, in ms: then whoever leads is asked for anew. */
const ANSWER_WITHIN_MS = 1_500;

export type TabPortEvents = {
  /** The leader has taken the channel. */
  readonly opened: (term: number) => void;
  /** The leader went, or gives no answer. Nothing more comes after it. */
  readonly lost: () => void;
  readonly said: (message: ToEngine) => void;
};

/** A tab's end of a channel to the leader. */
export class TabPort implements EnginePort {
  readonly #wire: Wire<PortFrame>;
  readonly #clock: Clock;
  readonly #events: TabPortEvents;
  #listener: ((message: ToTab) => void) | null = null;
  #early: ToTab[] = [];
  #stopWaiting: (() => void) | null = null;
  #isOver = false;

  constructor(wire: Wire<PortFrame>, clock: Clock, events: TabPortEvents) {
    this.#wire = wire;
    this.#clock = clock;
    this.#events = events;
    wire.hear((frame) => this.#take(frame));
  }

  post(message: ToEngine): void {
    if (this.#isOver) return;
    this.#events.said(message);
    this.#wire.say({ op: 'say', message });
    this.expectAnswer();
  }

  listen(listener: (message: ToTab) => void): void {
    this.#listener = listener;
    const early = this.#early;
    this.#early = [];
    for (const message of early) listener(message);
  }

  /** Looks whether the leader is there, as after the page was asleep. */
  expectAnswer(): void {
    this.#stopWaiting ??= this.#clock.after(PING_AFTER_MS, () => {
      this.#stopWaiting = this.#clock.after(ANSWER_WITHIN_MS, () => this.#lose());
      this.#wire.say({ op: 'ping' });
    });
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#heard();
    this.#wire.say({ op: 'bye' });
    this.#wire.close();
  }

  #lose(): void {
    if (this.#isOver) return;
    this.close();
    this.#events.lost();
  }

  #heard(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = null;
  }

  #take(frame: PortFrame): void {
    if (this.#isOver) return;
    this.#heard();
    switch (frame.op) {
      case 'open':
        this.#events.opened(frame.term);
        return;
      case 'say': {
        // Only the leader has the other end, and it says nothing else.
        const message = frame.message as ToTab;
        if (this.#listener) this.#listener(message);
        else this.#early.push(message);
        return;
      }
      case 'bye':
        this.#lose();
        return;
      case 'ping':
      case 'pong':
    }
  }
}
