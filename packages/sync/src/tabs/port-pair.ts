import type { Port } from './port.ts';

/** How a message gets to the other end: `deliver` is called once, later, in the order of the messages. */
type Carry = (deliver: () => void) => void;

/** How a message is taken out of its sender's hands. */
type Copy = <T>(message: T) => T;

export type PortPairOptions = {
  /** By default each message goes in a microtask of its own. */
  readonly carry?: Carry;
  /** By default a structured clone. Ends in one process that never change what they were given may share it. */
  readonly copy?: Copy;
};

export type PortPair<NearOut, FarOut> = {
  readonly near: Port<NearOut, FarOut>;
  readonly far: Port<FarOut, NearOut>;
};

/** Two ends of a channel in memory. An end that is closed hears nothing more; what it has posted before still arrives. */
export function portPair<NearOut, FarOut>({
  carry = queueMicrotask,
  copy = structuredClone,
}: PortPairOptions = {}): PortPair<NearOut, FarOut> {
  const toFar = new Lane<NearOut>(copy, carry);
  const toNear = new Lane<FarOut>(copy, carry);
  return { near: endOf(toFar, toNear), far: endOf(toNear, toFar) };
}

/** Ports whose messages stand still until they are stepped, one by one and in either direction. */
export class SteppedPorts<NearOut, FarOut> {
  readonly near: Port<NearOut, FarOut>;
  readonly far: Port<FarOut, NearOut>;
  readonly #toFar: Lane<NearOut>;
  readonly #toNear: Lane<FarOut>;
  readonly #waiting = { toFar: [] as (() => void)[], toNear: [] as (() => void)[] };

  constructor(copy: Copy = structuredClone) {
    this.#toFar = new Lane(copy, (deliver) => this.#waiting.toFar.push(deliver));
    this.#toNear = new Lane(copy, (deliver) => this.#waiting.toNear.push(deliver));
    this.near = endOf(this.#toFar, this.#toNear);
    this.far = endOf(this.#toNear, this.#toFar);
  }

  /** How many messages are on their way. */
  get waiting(): { readonly toFar: number; readonly toNear: number } {
    return { toFar: this.#waiting.toFar.length, toNear: this.#waiting.toNear.length };
  }

  /** Delivers the next message of a direction; false when there is none. */
  step(direction: 'toFar' | 'toNear'): boolean {
    const deliver = this.#waiting[direction].shift();
    deliver?.();
    return deliver !== undefined;
  }

  /** One end died: nothing that is on its way arrives, and nothing posted from now on. */
  cut(): void {
    this.#waiting.toFar.length = 0;
    this.#waiting.toNear.length = 0;
    for (const lane of [this.#toFar, this.#toNear]) {
      lane.end();
      lane.close();
    }
  }
}

/** One direction. What arrives before anybody listens is kept. */
class Lane<Message> {
  readonly #copy: Copy;
  readonly #carry: Carry;
  #listener: ((message: Message) => void) | null = null;
  #early: Message[] = [];
  #isEnded = false;
  #isClosed = false;

  constructor(copy: Copy, carry: Carry) {
    this.#copy = copy;
    this.#carry = carry;
  }

  post(message: Message): void {
    if (this.#isEnded) return;
    const own = this.#copy(message);
    this.#carry(() => this.#deliver(own));
  }

  listen(listener: (message: Message) => void): void {
    this.#listener = listener;
    const early = this.#early;
    this.#early = [];
    for (const message of early) this.#deliver(message);
  }

  /** Nothing more is posted. */
  end(): void {
    this.#isEnded = true;
  }

  /** Nothing more is heard. */
  close(): void {
    this.#isClosed = true;
    this.#early = [];
  }

  #deliver(message: Message): void {
    if (this.#isClosed) return;
    if (this.#listener) this.#listener(message);
    else this.#early.push(message);
  }
}

const endOf = <Out, In>(out: Lane<Out>, into: Lane<In>): Port<Out, In> => ({
  post: (message) => out.post(message),
  listen: (listener) => into.listen(listener),
  close: () => {
    out.end();
    into.close();
  },
});
