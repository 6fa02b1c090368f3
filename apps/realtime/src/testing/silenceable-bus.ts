import type { Bus, BusMessages, BusTopic } from '@frontdesk/core/bus';

/** One process's end of a bus, which a test can make lose everything, in both directions. */
export class SilenceableBus implements Bus {
  readonly #bus: Bus;
  isSilent = false;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  async publish<T extends BusTopic>(topic: T, message: BusMessages[T]): Promise<void> {
    if (!this.isSilent) await this.#bus.publish(topic, message);
  }

  subscribe<T extends BusTopic>(topic: T, handler: (message: BusMessages[T]) => void): () => void {
    return this.#bus.subscribe(topic, (message) => {
      if (!this.isSilent) handler(message);
    });
  }

  close(): Promise<void> {
    return this.#bus.close();
  }
}
