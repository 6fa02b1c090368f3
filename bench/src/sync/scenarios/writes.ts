import type { Bus } from '@frontdesk/core/bus';
import pg from 'pg';
import { now } from './clock.ts';
import type { Desk } from './desk.ts';

/** Connections. */
const WRITERS = 8;

/** A subject that says when it was written: `t` and the milliseconds of the machine's clock. */
export const stampOf = (subject: unknown): number | undefined =>
  typeof subject === 'string' && subject.startsWith('t') ? Number(subject.slice(1)) : undefined;

/** Somebody who changes conversations past the product's own code, each in a transaction, and hints as it would. */
export class Writes {
  readonly #bus: Bus;
  readonly #desk: Desk;
  readonly #pool: pg.Pool;
  #at = 0;

  constructor({ databaseUrl, bus }: { databaseUrl: string; bus: Bus }, desk: Desk) {
    this.#bus = bus;
    this.#desk = desk;
    this.#pool = new pg.Pool({ connectionString: databaseUrl, max: WRITERS });
    // Scenarios take the database away; a query on a lost connection rejects.
    this.#pool.on('error', () => undefined);
  }

  /** Gives the next conversation a subject that says when. Resolves when that is committed. */
  async touch(): Promise<void> {
    const { conversationIds } = this.#desk;
    const id = conversationIds[this.#at % conversationIds.length];
    this.#at += 1;
    const client = await this.#pool.connect();
    try {
      await client.query({
        name: 'touch',
        text: 'UPDATE conversations SET subject = $2 WHERE id = $1',
        values: [id, `t${now()}`],
      });
    } finally {
      client.release();
    }
    this.#hint();
  }

  /** Changes the first so many conversations in one transaction. */
  async touchTogether(count: number): Promise<void> {
    const ids = this.#desk.conversationIds.slice(0, count);
    const text = 'UPDATE conversations SET subject = $2 WHERE id = ANY($1::uuid[])';
    await this.#pool.query(text, [ids, `t${now()}`]);
    this.#hint();
  }

  /** Runs anything on one of its connections. */
  async query(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly pg.QueryResultRow[]> {
    return (await this.#pool.query(text, [...values])).rows;
  }

  /** As {@link query}, on a connection of its own that stays with the caller. */
  connect(): Promise<pg.PoolClient> {
    return this.#pool.connect();
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  #hint(): void {
    const { organizationId: workspaceId } = this.#desk;
    // A hint may be lost.
    this.#bus.publish('head', { workspaceId }).catch(() => undefined);
  }
}
