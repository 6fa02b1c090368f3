import { assert } from '@frontdesk/core/assert';
import type { BusMessages, BusTopic } from '@frontdesk/core/bus';
import type { Log } from '@frontdesk/core/log';

type Handler = (message: never) => void;

/** NOTIFY carries less than 8,000 bytes; a message leaves room for its topic. */
const MAX_BYTES = 7_000;

/** The receiving half that both buses share: who listens to what, and how a message is written down. */
export class Subscribers {
  readonly #log: Log;
  readonly #handlers = new Map<BusTopic, Set<Handler>>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** One text for topic and message. Throws on one that is too big for the bus. */
  static encode<T extends BusTopic>(topic: T, message: BusMessages[T]): string {
    const payload = JSON.stringify([topic, message]);
    assert(Buffer.byteLength(payload) <= MAX_BYTES, `a ${topic} message fits the bus`);
    return payload;
  }

  add<T extends BusTopic>(topic: T, handler: (message: BusMessages[T]) => void): () => void {
    const handlers = this.#handlers.get(topic) ?? new Set();
    this.#handlers.set(topic, handlers.add(handler));
    return () => void handlers.delete(handler);
  }

  /** One failing subscriber does not keep the others from hearing. */
  deliver(payload: string): void {
    const [topic, message] = JSON.parse(payload) as [BusTopic, never];
    for (const handler of this.#handlers.get(topic) ?? []) {
      try {
        handler(message);
      } catch (error) {
        this.#log.error({ topic, error: String(error) }, 'bus subscriber failed');
      }
    }
  }
}
