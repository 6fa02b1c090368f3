import type { PostgresSession, PostgresSessions } from './postgres-sessions.ts';
import { SimulatedFailure, type SteppedTransaction } from './stepped-transaction.ts';

/** A statement that may have to wait for somebody's lock. */
type Attempt = {
  readonly tx: SteppedTransaction;
  readonly run: () => Promise<unknown>;
  /** Hands over what came of it. */
  readonly tell: (answer: Promise<unknown>) => Promise<void>;
};

type Transactions = ReadonlySet<SteppedTransaction>;
/** `for`: whom it waited for when that was asked last. */
type Waiting = Attempt & { readonly for: Transactions };
/** Waits in Postgres. */
type First = Waiting & { readonly session: PostgresSession; readonly answer: Promise<unknown> };

/** Long enough for most statements that nobody is in the way of, in milliseconds: then it is asked who is, and again in ever longer intervals. */
const LOOK_AFTER_MS = 1;
const SAVEPOINT = 'before_waiting';

/**
 * Statements that wait for locks, in an order that does not depend on which of Postgres' processes is the faster one. One
 * statement at most waits in Postgres, with the snapshot that it began with, as in the product. Whatever else finds a lock in its
 * way is taken back to before it began, and begins again when somebody whom it waited for is out of the way: so nothing ever moves
 * by itself while another statement runs.
 */
export class LockWaits {
  readonly #sessions: PostgresSessions;
  readonly #open: Transactions;
  #first: First | undefined;
  /** Those that begin again, the one that came first at the front. */
  #others: readonly Waiting[] = [];

  /** `open`: the transactions that may be in somebody's way. */
  constructor(sessions: PostgresSessions, open: Transactions) {
    this.#sessions = sessions;
    this.#open = open;
  }

  /** Runs a statement, and tells what came of it: now, or when it is no longer in anybody's way. */
  async begin(attempt: Attempt): Promise<void> {
    const again = await this.#try(attempt);
    if (again) this.#others = [...this.#others, again];
  }

  /** A transaction has ended: those that waited for it go on, one after another. */
  async ended(tx: SteppedTransaction): Promise<void> {
    const moved = new Set([tx]);
    const first = this.#first;
    if (first?.for.has(tx) && (await this.#goesOn(first))) moved.add(first.tx);
    for (const waiting of this.#others) {
      if (moved.isDisjointFrom(waiting.for)) continue;
      const again = await this.#try(waiting);
      this.#others = this.#others.flatMap((one) => (one === waiting ? (again ?? []) : one));
      if (!again && this.#first?.tx !== waiting.tx) moved.add(waiting.tx);
    }
  }

  /** The transaction's connection is gone: what it waits for fails. */
  async drop(tx: SteppedTransaction): Promise<void> {
    const dropped = this.#others.filter((waiting) => waiting.tx === tx);
    this.#others = this.#others.filter((waiting) => waiting.tx !== tx);
    const first = this.#first;
    if (first?.tx === tx) {
      this.#first = undefined;
      await this.#takeBack(first);
      dropped.push(first);
    }
    for (const { tell } of dropped) await tell(failing('08006'));
  }

  /** Runs it until it is told, or waits in Postgres; what has to begin again is returned. */
  async #try({ tx, run, tell }: Attempt): Promise<Waiting | undefined> {
    const { session } = tx;
    const isAlone = this.#first === undefined;
    if (session && !isAlone) await session.client.query(`savepoint ${SAVEPOINT}`);
    const answer = run();
    const blockers = session && (await this.#blockersOf(session, answer));
    if (!session || !blockers) {
      await tell(answer);
      return undefined;
    }
    const waiting = { tx, run, tell, for: blockers };
    const first = { ...waiting, session, answer };
    if (this.#isDeadlock(waiting)) {
      await this.#takeBack(first);
      await tell(failing('40P01'));
      return undefined;
    }
    if (isAlone) {
      this.#first = first;
      return undefined;
    }
    await this.#takeBack(first);
    await session.client.query(`rollback to ${SAVEPOINT}`);
    return waiting;
  }

  /** Does the one that waits in Postgres wait no longer? */
  async #goesOn(first: First): Promise<boolean> {
    const blockers = await this.#blockersOf(first.session, first.answer);
    if (blockers) {
      const still = { ...first, for: blockers };
      this.#first = still;
      if (!this.#isDeadlock(still)) return false;
      await this.#takeBack(still);
    }
    this.#first = undefined;
    await first.tell(blockers ? failing('40P01') : first.answer);
    return true;
  }

  /** Waits until there is an answer, or until it is certain that somebody's lock is in the way: then whose it is. */
  async #blockersOf(
    session: PostgresSession,
    answer: Promise<unknown>,
  ): Promise<Transactions | null> {
    for (let ms = LOOK_AFTER_MS; ; ms *= 2) {
      if (await isSettledWithin(answer, ms)) return null;
      const pids = await this.#sessions.blockersOf(session);
      const blockers = [...this.#open].filter((tx) => tx.session && pids.includes(tx.session.pid));
      if (blockers.length > 0) return new Set(blockers);
    }
  }

  /** Postgres would find it by a clock, and take whichever it looks at first; here it is who closes the ring. */
  #isDeadlock(waiting: Waiting): boolean {
    const all = [waiting, ...(this.#first ? [this.#first] : []), ...this.#others];
    const seen = new Set<SteppedTransaction>();
    const reached = [...waiting.for];
    for (let tx = reached.pop(); tx; tx = reached.pop()) {
      if (tx === waiting.tx) return true;
      if (seen.has(tx)) continue;
      seen.add(tx);
      for (const one of all) if (one.tx === tx) reached.push(...one.for);
    }
    return false;
  }

  async #takeBack({ session, answer }: First): Promise<void> {
    await this.#sessions.cancel(session);
    await answer.catch(() => undefined);
  }
}

const failing = (code: string): Promise<never> => Promise.reject(new SimulatedFailure(code));

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
