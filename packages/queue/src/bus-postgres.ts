import type { Bus, BusMessages, BusTopic } from '@frontdesk/core/bus';
import type { Log } from '@frontdesk/core/log';
import pg from 'pg';
import { Subscribers } from './bus-subscribers.ts';

/** One channel for all topics: a connection that listens gets them all anyway. */
const CHANNEL = 'frontdesk_bus';

const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 2_000;

/**
 * The bus over LISTEN/NOTIFY, on connections of its own: never inside a write transaction, where NOTIFY's commit-wide
 * lock would cost most of the write throughput. What is published while a notification is on its way goes out with
 * the next one, equal messages once.
 */
export class PostgresBus implements Bus {
  readonly #directUrl: string;
  readonly #log: Log;
  readonly #subscribers: Subscribers;
  readonly #publisher: pg.Pool;
  #listener: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;
  #waiting = new Set<string>();
  /** The batch on its way, and the one that gathers behind it. */
  #sending: Promise<void> | undefined;
  #gathering: Promise<void> | undefined;

  private constructor(directUrl: string, log: Log) {
    this.#directUrl = directUrl;
    this.#log = log;
    this.#subscribers = new Subscribers(log);
    this.#publisher = new pg.Pool({
      connectionString: directUrl,
      max: 1,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      application_name: 'frontdesk-bus',
    });
    const onError = (error: Error): void => log.warn({ error: error.message }, 'bus publisher');
    this.#publisher.on('error', onError);
    this.#publisher.on('connect', (client) => client.on('error', onError));
  }

  /** Rejects when the database is away now; later losses heal by themselves. */
  static async open(directUrl: string, log: Log): Promise<PostgresBus> {
    const bus = new PostgresBus(directUrl, log);
    try {
      await bus.#listen();
    } catch (error) {
      await bus.close();
      throw error;
    }
    return bus;
  }

  publish<T extends BusTopic>(topic: T, message: BusMessages[T]): Promise<void> {
    this.#waiting.add(this.#subscribers.publish(topic, message));
    this.#gathering ??= this.#sendAfterCurrent();
    return this.#gathering;
  }

  subscribe<T extends BusTopic>(topic: T, handler: (message: BusMessages[T]) => void): () => void {
    return this.#subscribers.add(topic, handler);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    const listener = this.#listener;
    this.#listener = undefined;
    await Promise.allSettled([listener?.end(), this.#publisher.end()]);
  }

  async #sendAfterCurrent(): Promise<void> {
    await this.#sending?.catch(() => undefined);
    this.#gathering = undefined;
    this.#sending = this.#send();
    await this.#sending;
  }

  async #send(): Promise<void> {
    const payloads = [...this.#waiting];
    this.#waiting = new Set();
    await this.#publisher.query('select pg_notify($1, payload) from unnest($2::text[]) payload', [
      CHANNEL,
      payloads,
    ]);
  }

  async #listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#directUrl,
      // Notices within seconds that the other side vanished without a word.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      application_name: 'frontdesk-bus',
    });
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ payload }) => this.#subscribers.hear(payload ?? ''));
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    this.#listener = client;
    if (this.#closed) await client.end();
  }

  #lost(client: pg.Client): void {
    if (this.#closed || this.#listener !== client) return;
    this.#listener = undefined;
    this.#log.warn({}, 'bus connection lost');
    client.end().catch(() => undefined);
    this.#reconnect(FIRST_RETRY_MS);
  }

  #reconnect(waitMs: number): void {
    this.#retry = setTimeout(() => {
      this.#listen().then(
        () => this.#log.info({}, 'bus connection is back'),
        () => this.#closed || this.#reconnect(Math.min(waitMs * 2, MAX_RETRY_MS)),
      );
    }, waitMs);
  }
}
