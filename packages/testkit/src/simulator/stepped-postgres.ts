import type { Db, Tx } from '@frontdesk/db/client';
import type { Chance } from './chance.ts';
import { LockWaits } from './lock-waits.ts';
import type { PostgresSessions } from './postgres-sessions.ts';
import type { Scheduler } from './scheduler.ts';
import {
  type Answer,
  ask,
  type Process,
  SimulatedFailure,
  type Statement,
  SteppedTransaction,
  toTx,
} from './stepped-transaction.ts';
import type { Trace } from './trace.ts';

/** How often a statement of a server fails, and how often the answer to a COMMIT is lost. */
export type DatabaseFaults = { readonly failure: number; readonly lostCommit: number };

/** As whom a transaction reads and writes. `org`: whose rows it may see, by row-level security. */
type Access = {
  readonly role: 'frontdesk_request' | 'frontdesk_worker' | 'frontdesk_system';
  readonly org?: string;
  /** READ COMMITTED by default; a snapshot is of one moment, and read only. */
  readonly isSnapshot?: boolean;
};

type SteppedPostgresDeps = {
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly sessions: PostgresSessions;
  readonly trace?: Trace | undefined;
};

/**
 * Postgres under the scheduler: each statement runs when the seed says so, one at a time, and a statement that waits for
 * a lock is left waiting until the transaction that holds it has ended.
 */
export class SteppedPostgres {
  readonly #deps: SteppedPostgresDeps;
  readonly #open = new Set<SteppedTransaction>();
  readonly #waits: LockWaits;
  faults: DatabaseFaults = { failure: 0, lostCommit: 0 };

  constructor(deps: SteppedPostgresDeps) {
    this.#deps = deps;
    this.#waits = new LockWaits(deps.sessions, this.#open);
  }

  get isIdle(): boolean {
    return this.#open.size === 0;
  }

  /** The database as code of the product wants it; `Tx` has raw queries only. */
  as(owner: Process): Db {
    const transact = <T>(access: Access, work: (tx: Tx) => Promise<T>): Promise<T> =>
      this.transaction(owner, access, (tx) => work(toTx((statement) => this.query(tx, statement))));
    return {
      withOrg: (org, work) => transact({ role: 'frontdesk_request', org }, work),
      asWorker: (work) => transact({ role: 'frontdesk_worker' }, work),
      system: (work) => transact({ role: 'frontdesk_system' }, work),
      close: () => Promise.resolve(),
    };
  }

  async transaction<T>(
    owner: Process,
    access: Access,
    work: (tx: SteppedTransaction) => Promise<T>,
  ): Promise<T> {
    if (owner.isDead) return forEver();
    const tx = this.#transactionOf(owner);
    this.#open.add(tx);
    await this.#turn(tx, 'begin', async () => {
      tx.session = await this.#deps.sessions.take();
      await tx.session.client.query(beginAs(access, this.#deps.scheduler.now));
    });
    let value: T;
    try {
      value = await work(tx);
      await this.#commit(tx);
    } catch (error) {
      await this.#turn(tx, 'rollback', () => this.#end(tx, 'rollback'));
      throw error;
    }
    return value;
  }

  /** A statement of its own, of a log's reader for instance. */
  async once<T>(owner: Process, work: () => Promise<T>): Promise<T> {
    return this.#turn(this.#transactionOf(owner), 'once', work);
  }

  /** Its turn may come long before its answer: somebody's lock may be in the way. */
  query(tx: SteppedTransaction, statement: Statement): Promise<Answer> {
    return this.#inTurn<Answer>(tx, statement.text, (tell) => {
      const { values } = statement;
      this.#deps.trace?.add(tx.owner.name, statement.text, values);
      if (tx.isBroken) return tell(Promise.reject(new SimulatedFailure('08006')));
      if (this.#deps.chance.flip(this.faults.failure)) return tell(Promise.reject(this.#failure()));
      return this.#waits.begin({
        tx,
        run: () => ask(tx, statement),
        // What is told is what was run.
        tell: (answer) => tell(answer as Promise<Answer>),
      });
    });
  }

  /** The process is gone: its transactions are rolled back at once, and nobody hears of them. */
  async kill(owner: Process): Promise<void> {
    owner.isDead = true;
    for (const tx of Array.from(this.#open)) {
      if (tx.owner !== owner) continue;
      tx.lane.cut();
      await this.#waits.drop(tx);
      await this.#end(tx, 'rollback');
    }
  }

  /** Every connection is lost: what was not committed is rolled back, and its owners are told. */
  async breakAll(): Promise<void> {
    const all = Array.from(this.#open);
    for (const tx of all) tx.isBroken = true;
    for (const tx of all) await this.#waits.drop(tx);
    for (const tx of all) await this.#end(tx, 'rollback');
  }

  #transactionOf(owner: Process): SteppedTransaction {
    return new SteppedTransaction(this.#deps.scheduler.lane(3, owner.name), owner);
  }

  async #commit(tx: SteppedTransaction): Promise<void> {
    await this.#turn(tx, 'commit', async () => {
      await this.#end(tx, 'commit');
      if (this.#deps.chance.flip(this.faults.lostCommit)) throw new SimulatedFailure('08006');
    });
  }

  /** Nobody waits in COMMIT: the workspace's counter is locked there only, and one transaction is there at a time. */
  async #end(tx: SteppedTransaction, how: 'commit' | 'rollback'): Promise<void> {
    const { session } = tx;
    this.#open.delete(tx);
    if (!session) return;
    tx.session = undefined;
    const { command } = await session.client.query(how);
    this.#deps.sessions.give(session);
    await this.#waits.ended(tx);
    if (how === 'commit' && command !== 'COMMIT') throw new Error('the transaction had failed');
  }

  #turn<T>(tx: SteppedTransaction, what: string, run: () => Promise<T>): Promise<T> {
    return this.#inTurn<T>(tx, what, (tell) =>
      tell(tx.isBroken ? Promise.reject(new SimulatedFailure('08006')) : run()),
    );
  }

  /** Waits for the seed to give this transaction its turn, then for what is told. */
  #inTurn<T>(
    { owner, lane }: SteppedTransaction,
    what: string,
    work: (tell: (answer: Promise<T>) => Promise<void>) => Promise<void>,
  ): Promise<T> {
    // The dead wait for ever.
    if (owner.isDead) return forEver();
    const { trace } = this.#deps;
    return new Promise<T>((resolve, reject) => {
      const tell = (answer: Promise<T>): Promise<void> =>
        answer.then(
          (value) => {
            trace?.add(owner.name, `${what} →`, value);
            if (!owner.isDead) resolve(value);
          },
          (error: Error) => {
            trace?.add(owner.name, `${what} fails`, error);
            if (!owner.isDead) reject(error);
          },
        );
      lane.push(() => work(tell));
    });
  }

  /** A deadlock is tried again at once, a lost connection after a while. */
  #failure(): Error {
    return new SimulatedFailure(this.#deps.chance.flip(0.5) ? '40001' : '08006');
  }
}

/** The session's time is the world's. */
function beginAs({ role, org = '', isSnapshot = false }: Access, now: number): string {
  const begin = isSnapshot ? 'begin isolation level repeatable read read only' : 'begin';
  const time = new Date(now).toISOString();
  return `${begin}; select set_config('role', '${role}', true), set_config('app.org', '${org}', true),
    set_config('timezone', 'UTC', true), set_config('sim.now', '${time}', true)`;
}

const forEver = <T>(): Promise<T> => new Promise(() => undefined);
