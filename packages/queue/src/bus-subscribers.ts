import { assert } from '@frontdesk/core/assert';
import type { BusMessages, BusTopic } from '@frontdesk/core/bus';
import { newId } from '@frontdesk/core/ids';
import type { Log } from '@frontdesk/core/log';

type Handler = (message: never) => void;

/** NOTIFY carries less than 8,000 bytes; a message leaves room for its topic and its sender. */
const MAX_BYTES = 7_000;

/**
 * The half that both buses share: who listens to what, and how a message is written down. A process hears its own messages at
 * once, and not again when they come round.
 */
export class Subscribers {
  readonly #self = newId();
  readonly #log: Log;
  readonly #handlers = new Map<BusTopic, Set<Handler>>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Has it heard here, and answers the text for the others. Throws on a message that is too big for the bus. */
  publish<T extends BusTopic>(topic: T, message: BusMessages[T]): string {
    const payload = JSON.stringify([this.#self, topic, message]);
    assert(Buffer.byteLength(payload) <= MAX_BYTES, `a ${topic} message fits the bus`);
    queueMicrotask(() => this.#deliver(topic, message as never));
    return payload;
  }

  add<T extends BusTopic>(topic: T, handler: (message: BusMessages[T]) => void): () => void {
    const handlers = this.#handlers.get(topic) ?? new Set();
    this.#handlers.set(topic, handlers.add(handler));
    return () => void handlers.delete(handler);
  }

  /** What came from the bus. */
  hear(payload: string): void {
    const [sender, topic, message] = JSON.parse(payload) as [string, BusTopic, never];
    if (sender !== this.#self) this.#deliver(topic, message);
  }

  /** One failing subscriber does not keep the others from hearing. */
  #deliver(topic: BusTopic, message: never): void {
    for (const handler of this.#handlers.get(topic) ?? []) {
      try {
        handler(message);
      } catch (error) {
        this.#log.error({ topic, error: String(error) }, 'bus subscriber failed');
      }
    }
  }
}
