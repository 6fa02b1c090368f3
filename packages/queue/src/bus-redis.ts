import type { Bus, BusMessages, BusTopic } from '@frontdesk/core/bus';
import type { Log } from '@frontdesk/core/log';
import { Redis } from 'ioredis';
import { Subscribers } from './bus-subscribers.ts';

const CHANNEL = 'frontdesk:bus';

/** The bus over Redis publish/subscribe; a subscriber's connection can do nothing else, so there are two. */
export class RedisBus implements Bus {
  readonly #subscribers: Subscribers;
  readonly #publisher: Redis;
  readonly #listener: Redis;

  private constructor(redisUrl: string, log: Log) {
    this.#subscribers = new Subscribers(log);
    // A hint that cannot go out soon is worth nothing: fail instead of queueing it.
    this.#publisher = new Redis(redisUrl, { maxRetriesPerRequest: 1 });
    this.#listener = new Redis(redisUrl, { maxRetriesPerRequest: null });
    for (const connection of [this.#publisher, this.#listener]) {
      connection.on('error', (error: Error) =>
        log.warn({ error: error.message }, 'bus connection'),
      );
    }
    this.#listener.on('message', (_channel, payload) => this.#subscribers.hear(payload));
  }

  static async open(redisUrl: string, log: Log): Promise<RedisBus> {
    const bus = new RedisBus(redisUrl, log);
    // ioredis subscribes again by itself after each reconnect.
    await bus.#listener.subscribe(CHANNEL);
    return bus;
  }

  async publish<T extends BusTopic>(topic: T, message: BusMessages[T]): Promise<void> {
    await this.#publisher.publish(CHANNEL, this.#subscribers.publish(topic, message));
  }

  subscribe<T extends BusTopic>(topic: T, handler: (message: BusMessages[T]) => void): () => void {
    return this.#subscribers.add(topic, handler);
  }

  async close(): Promise<void> {
    this.#publisher.disconnect();
    this.#listener.disconnect();
  }
}
