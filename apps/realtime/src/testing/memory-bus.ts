import type { Bus, BusMessages, BusTopic } from '@frontdesk/core/bus';

/** A bus within one process. */
export class MemoryBus implements Bus {
  readonly #handlers = new Map<BusTopic, Set<(message: never) => void>>();

  async publish<T extends BusTopic>(topic: T, message: BusMessages[T]): Promise<void> {
    for (const handler of this.#handlers.get(topic) ?? [])
      handler(structuredClone(message) as never);
  }

  subscribe<T extends BusTopic>(topic: T, handler: (message: BusMessages[T]) => void): () => void {
    const handlers = this.#handlers.get(topic) ?? new Set();
    this.#handlers.set(topic, handlers);
    handlers.add(handler as (message: never) => void);
    return () => void handlers.delete(handler as (message: never) => void);
  }

  async close(): Promise<void> {
    // Shared by all ends: whoever subscribed ends that.
  }
}
