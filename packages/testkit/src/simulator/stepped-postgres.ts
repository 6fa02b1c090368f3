import type { Db, Tx } from '@frontdesk/db/client';
import pg from 'pg';
import type { Chance } from './chance.ts';
import type { PostgresSession, PostgresSessions } from './postgres-sessions.ts';
import type { Lane, Scheduler } from './scheduler.ts';

/** A process that uses the database. Once it is dead, nothing that it waited for comes back to it. */
export type Process = { readonly name: string; isDead: boolean };

type Answer = { readonly rows: readonly Record<string, unknown>[]; readonly rowCount: number };
type Statement = {
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly numbers?: 'bigint';
};

/** How often a statement of a server fails, and how often the answer to a COMMIT is lost. */
export type DatabaseFaults = { readonly failure: number; readonly lostCommit: number };

/** A transaction at work: its statements take their turns with everything else that happens in the world. */
export class SteppedTransaction {
  readonly lane: Lane;
  readonly owner: Process;
  session: PostgresSession | undefined;
  /** A statement that waits for somebody else's lock. */
  waiting: Promise<unknown> | undefined;
  /** Its connection is lost: every statement fails from now on. */
  isBroken = false;

  constructor(lane: Lane, owner: Process) {
    this.lane = lane;
    this.owner = owner;
  }
}

/** Long enough for a statement that nobody is in the way of, in milliseconds: then it is asked who is. */
const LOOK_AFTER_MS = 4;

/**
 * Postgres under the scheduler: each statement runs when the seed says so, one at a time, and a statement that waits for
 * a lock is left waiting until the transaction that holds it has ended.
 */
export class SteppedPostgres {
  readonly #scheduler: Scheduler;
  readonly #chance: Chance;
  readonly #sessions: PostgresSessions;
  readonly #open = new Set<SteppedTransaction>();
  readonly #parked: { readonly tx: SteppedTransaction; readonly goOn: () => Promise<boolean> }[] =
    [];
  faults: DatabaseFaults = { failure: 0, lostCommit: 0 };

  constructor(scheduler: Scheduler, chance: Chance, sessions: PostgresSessions) {
    this.#scheduler = scheduler;
    this.#chance = chance;
    this.#sessions = sessions;
  }

  get isIdle(): boolean {
    return this.#open.size === 0;
  }

  /** The database as code of the product wants it; `Tx` has raw queries only. */
  as(owner: Process): Db {
    const transact = <T>(begin: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
      this.transaction(owner, begin, (tx) => work(toTx((statement) => this.query(tx, statement))));
    return {
      withOrg: (id, work) => transact(beginAs('frontdesk_request', id), work),
      asWorker: (work) => transact(beginAs('frontdesk_worker', ''), work),
      system: (work) => transact(beginAs('frontdesk_system', ''), work),
      close: () => Promise.resolve(),
    };
  }

  async transaction<T>(
    owner: Process,
    begin: string,
    work: (tx: SteppedTransaction) => Promise<T>,
  ): Promise<T> {
    if (owner.isDead) return forEver();
    const tx = new SteppedTransaction(this.#scheduler.lane(3), owner);
    this.#open.add(tx);
    await this.#turn(tx, async () => {
      tx.session = await this.#sessions.take();
      await tx.session.client.query(begin);
    });
    let value: T;
    try {
      value = await work(tx);
      await this.#commit(tx);
    } catch (error) {
      await this.#turn(tx, () => this.#end(tx, 'rollback'));
      throw error;
    }
    return value;
  }

  /** A statement of its own, of a log's reader for instance. */
  async once<T>(owner: Process, work: () => Promise<T>): Promise<T> {
    const tx = new SteppedTransaction(this.#scheduler.lane(3), owner);
    return this.#turn(tx, work);
  }

  query(tx: SteppedTransaction, statement: Statement): Promise<Answer> {
    return this.#turn(tx, () => {
      if (this.#chance.flip(this.faults.failure)) throw this.#failure();
      return ask(tx, statement);
    });
  }

  /** The process is gone: its transactions are rolled back at once, and nobody hears of them. */
  async kill(owner: Process): Promise<void> {
    owner.isDead = true;
    for (const tx of Array.from(this.#open)) {
      if (tx.owner !== owner) continue;
      tx.lane.cut();
      const at = this.#parked.findIndex((parked) => parked.tx === tx);
      if (at >= 0) this.#parked.splice(at, 1);
      await this.#abort(tx);
    }
  }

  /** Every connection is lost: what was not committed is rolled back, and its owners are told. */
  async breakAll(): Promise<void> {
    for (const tx of Array.from(this.#open)) {
      tx.isBroken = true;
      await this.#abort(tx);
    }
  }

  async #abort(tx: SteppedTransaction): Promise<void> {
    const { session, waiting } = tx;
    if (session && waiting) {
      await this.#sessions.cancel(session);
      await waiting.catch(() => undefined);
    }
    await this.#end(tx, 'rollback');
  }

  async #commit(tx: SteppedTransaction): Promise<void> {
    await this.#turn(tx, async () => {
      await this.#end(tx, 'commit');
      if (this.#chance.flip(this.faults.lostCommit)) throw new SimulatedFailure('08006');
    });
  }

  async #end(tx: SteppedTransaction, how: 'commit' | 'rollback'): Promise<void> {
    const { session } = tx;
    this.#open.delete(tx);
    if (!session) return;
    tx.session = undefined;
    const { command } = await session.client.query(how);
    this.#sessions.give(session);
    await this.#letGoOn();
    if (how === 'commit' && command !== 'COMMIT') throw new Error('the transaction had failed');
  }

  /** Waits for the seed to give this transaction its turn, then for the answer. */
  #turn<T>(tx: SteppedTransaction, run: () => Promise<T>): Promise<T> {
    const { owner } = tx;
    // The dead wait for ever.
    if (owner.isDead) return forEver();
    return new Promise<T>((resolve, reject) => {
      tx.lane.push(async () => {
        const answer = (async () => {
          if (tx.isBroken) throw new SimulatedFailure('08006');
          return run();
        })();
        const tell = (): Promise<void> =>
          answer.then(
            (value) => void (owner.isDead || resolve(value)),
            (error: unknown) => void (owner.isDead || reject(error as Error)),
          );
        if (await this.#isAnswered(tx, answer)) return tell();
        tx.waiting = answer;
        const goOn = async (): Promise<boolean> => {
          if (!(await this.#isAnswered(tx, answer))) return false;
          tx.waiting = undefined;
          await tell();
          return true;
        };
        this.#parked.push({ tx, goOn });
      });
    });
  }

  /** Waits until there is an answer, or until it is certain that somebody's lock is in the way. */
  async #isAnswered(tx: SteppedTransaction, answer: Promise<unknown>): Promise<boolean> {
    for (;;) {
      if (await isSettledWithin(answer, LOOK_AFTER_MS)) return true;
      const { session } = tx;
      if (session && (await this.#sessions.isBlocked(session))) return false;
    }
  }

  async #letGoOn(): Promise<void> {
    for (const parked of Array.from(this.#parked)) {
      if (!this.#parked.includes(parked) || !(await parked.goOn())) continue;
      this.#parked.splice(this.#parked.indexOf(parked), 1);
    }
  }

  /** A deadlock is tried again at once, a lost connection after a while. */
  #failure(): Error {
    return new SimulatedFailure(this.#chance.flip(0.5) ? '40001' : '08006');
  }
}

/** What the database would say, by SQLSTATE. */
class SimulatedFailure extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`simulated ${code}`);
    this.code = code;
  }
}

export const beginAs = (role: string, org: string): string =>
  `begin; set local role ${role}; set local app.org = '${org}'; set local timezone = 'UTC'`;

async function isSettledWithin(answer: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, false);
  const settled = answer.then(
    () => true,
    () => true,
  );
  const isSettled = await Promise.race([settled, late]);
  clearTimeout(timer);
  return isSettled;
}

const forEver = <T>(): Promise<T> => new Promise(() => undefined);

const names = new Map<string, string>();

/** Each text is planned once for each connection. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `sim${names.size}`;
  names.set(text, name);
  return name;
}

const INT8 = 20;

const BIGINTS: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number) => (oid === INT8 ? BigInt : pg.types.getTypeParser(oid))) as never,
};

async function ask(tx: SteppedTransaction, statement: Statement): Promise<Answer> {
  const { text, values = [], numbers } = statement;
  if (!tx.session) throw new Error('the transaction is over');
  const { rows, rowCount } = await tx.session.client.query<Record<string, unknown>>({
    name: nameOf(text),
    text,
    values: [...values],
    ...(numbers ? { types: BIGINTS } : {}),
  });
  return { rows, rowCount: rowCount ?? 0 };
}

/** A transaction as the product's raw SQL wants it: bigint columns are `bigint`s there. */
function toTx(query: (statement: Statement) => Promise<Answer>): Tx {
  const statement = (parts: TemplateStringsArray, values: readonly unknown[]): Statement => ({
    text: parts.reduce((text, part, at) => `${text}$${at}${part}`),
    values,
    numbers: 'bigint',
  });
  const raw = {
    $queryRaw: async (parts: TemplateStringsArray, ...values: readonly unknown[]) =>
      (await query(statement(parts, values))).rows,
    $executeRaw: async (parts: TemplateStringsArray, ...values: readonly unknown[]) =>
      (await query(statement(parts, values))).rowCount,
  };
  // The functions that run under simulation use these two only; anything else throws there at once.
  return raw as unknown as Tx;
}
