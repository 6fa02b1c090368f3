import type { Port } from './port.ts';
import type { PortFrame } from './port-frame.ts';
import type { ToEngine, ToTab } from './tab-protocol.ts';
import type { Wire } from './wire.ts';

/** The leader's end of a channel to a tab. A tab that is gone has said `leave`, as far as the engine can tell. */
export class LeaderPort implements Port<ToTab, ToEngine> {
  readonly #wire: Wire<PortFrame>;
  #listener: ((message: ToEngine) => void) | null = null;
  #early: ToEngine[] = [];
  #isOver = false;

  constructor(wire: Wire<PortFrame>, term: number) {
    this.#wire = wire;
    wire.hear((frame) => this.#take(frame));
    wire.say({ op: 'open', term });
  }

  post(message: ToTab): void {
    if (!this.#isOver) this.#wire.say({ op: 'say', message });
  }

  listen(listener: (message: ToEngine) => void): void {
    this.#listener = listener;
    const early = this.#early;
    this.#early = [];
    for (const message of early) listener(message);
  }

  /** The tab is gone, or has another channel by now. */
  gone(): void {
    if (this.#isOver) return;
    this.#deliver({ type: 'leave' });
    this.close();
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#wire.say({ op: 'bye' });
    this.#wire.close();
  }

  #take(frame: PortFrame): void {
    if (this.#isOver) return;
    switch (frame.op) {
      case 'say':
        // Only tabs of this origin have the other end, and they speak nothing else.
        this.#deliver(frame.message as ToEngine);
        return;
      case 'ping':
        this.#wire.say({ op: 'pong' });
        return;
      case 'bye':
        this.gone();
        return;
      case 'open':
      case 'pong':
    }
  }

  #deliver(message: ToEngine): void {
    if (this.#listener) this.#listener(message);
    else this.#early.push(message);
  }
}
