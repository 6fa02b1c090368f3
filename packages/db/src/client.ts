import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { connect } from './directly.ts';
import { type Prisma, PrismaClient } from './generated/client.ts';
import { begunHere, beginningAs, watchEnds } from './transaction-ends.ts';

/** One transaction. Nested `tx.$transaction` is a savepoint. */
export type Tx = Prisma.TransactionClient;

export interface DbOptions {
  /** The one login role; a pooler in transaction mode is fine. */
  readonly url: string;
  /** Connections of this process at most. */
  readonly poolSize?: number;
}

export interface TransactionOptions {
  /** How long the whole transaction may take, in milliseconds. */
  readonly timeout?: number;
}

/** The database as the rest of the product may reach it. Every call is one READ COMMITTED transaction. */
export interface Db {
  /** For everything that serves a request: row-level security lets only this organization's rows through. */
  withOrg<T>(
    organizationId: string,
    work: (tx: Tx) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
  /** For jobs, webhooks and fan-out: rows of all organizations, so each query names the one it means. */
  asWorker<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** As a worker, and users, sessions, tokens and signing keys too: sign-in and registration only. */
  system<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  close(): Promise<void>;
}

type Role = 'frontdesk_request' | 'frontdesk_worker' | 'frontdesk_system';

const POOL_SIZE = 10;
/** Waiting for a connection longer than this means that the database is away or overrun: better say so. */
const MAX_WAIT_MS = 5_000;
const TIMEOUT_MS = 15_000;
const pools = new WeakMap<Db, pg.Pool>();

/** Connections of the login role without Prisma, for the hot paths of this package: the log and the bootstrap. */
export function rawPool(db: Db): pg.Pool {
  const pool = pools.get(db);
  if (!pool) throw new Error('assertion failed: not a Db of createDb');
  return pool;
}

/** Opens nothing yet: connections are made when needed. Lost ones are replaced; a query on one rejects. */
export function createDb(options: DbOptions): Db {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize ?? POOL_SIZE,
    connectionTimeoutMillis: MAX_WAIT_MS,
    // Statements that do not need each other's answers go out together.
    pipeline: true,
  });
  watchEnds(pool);
  // A connection that dies is dropped by the pool, and the next query on it rejects. Without listeners it would end the
  // process: the pool's is for idle ones, the client's for one that is held between two statements of a transaction.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const nameOf = statementNames();
  const adapter = new PrismaPg(pool, { statementNameGenerator: ({ sql }) => nameOf(sql) });
  const prisma = new PrismaClient({ adapter });

  const transact = <T>(
    role: Role,
    organizationId: string,
    work: (tx: Tx) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> =>
    beginningAs({ role, organizationId }, () =>
      prisma.$transaction(
        (tx) => {
          connect(tx, { begun: begunHere(), nameOf });
          return work(tx);
        },
        { maxWait: MAX_WAIT_MS, timeout: options.timeout ?? TIMEOUT_MS },
      ),
    );

  const db: Db = {
    withOrg: (organizationId, work, options) =>
      transact('frontdesk_request', organizationId, work, options),
    asWorker: (work, options) => transact('frontdesk_worker', '', work, options),
    system: (work, options) => transact('frontdesk_system', '', work, options),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
  pools.set(db, pool);
  return db;
}

/** Enough for every shape of query that the product makes; bulk inserts of odd sizes must not fill the server's memory. */
const MAX_STATEMENTS = 500;

/** Names prepared statements by their text; '' (unnamed, not kept by the server) once there are too many. */
function statementNames(): (text: string) => string {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= MAX_STATEMENTS) return '';
    const name = `fd${names.size}`;
    names.set(text, name);
    return name;
  };
}
