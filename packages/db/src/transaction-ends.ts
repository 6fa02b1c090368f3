import { AsyncLocalStorage } from 'node:async_hooks';
import { must } from '@frontdesk/core/assert';
import pg from 'pg';

/** The connection that a transaction has, until its COMMIT or ROLLBACK is sent. */
export type Begun = { readonly client: pg.ClientBase; isOver: boolean };

/** As whom, and for which organization ('': none), the transaction runs that Prisma begins now. */
type Beginning = { readonly role: string; readonly organizationId: string; begun?: Begun };

type Query = (...args: unknown[]) => unknown;

/** Nobody waits for a row longer; the caller tries again. */
const LOCK_TIMEOUT = '10s';

const beginnings = new AsyncLocalStorage<Beginning>();

/** Runs what begins a transaction on a pool of {@link watchEnds}: its BEGIN takes on this role and organization. */
export const beginningAs = <T>(
  { role, organizationId }: Omit<Beginning, 'begun'>,
  run: () => T,
): T => beginnings.run({ role, organizationId }, run);

/** The connection of the transaction that was begun here. */
export const begunHere = (): Begun =>
  must(beginnings.getStore()?.begun, 'a transaction that began');

/**
 * Sees to both ends of the transactions on a pool whose connections are pipelined.
 *
 * BEGIN goes out together with what the transaction runs under, and nobody waits for the answer: Postgres takes what stands
 * behind it in order. A failure there fails every statement of the transaction, with its own reason.
 *
 * COMMIT of a transaction in which a statement has failed and the error was swallowed answers ROLLBACK, and no error: the
 * caller would believe that its writes are there. Here that is an error.
 */
export function watchEnds(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as Query;
    let begun: Begun | undefined;
    let failure: unknown;
    const orTheBeginnings = (error: unknown): never => {
      throw codeOf(error) === IN_FAILED_TRANSACTION && failure ? failure : error;
    };
    const begin = (): Promise<unknown> => {
      // Without a role it would run as the owner of the tables.
      const beginning = must(beginnings.getStore(), 'role of a transaction');
      begun = { client, isOver: false };
      beginning.begun = begun;
      failure = undefined;
      (query(beginningOf(beginning)) as Promise<unknown>).catch((error: unknown) => {
        failure = error;
      });
      return Promise.resolve(BEGUN);
    };
    client.query = ((...args: unknown[]) => {
      const text = textOf(args[0]);
      if (text === BEGIN) return begin();
      const isCommit = text.toUpperCase() === 'COMMIT';
      if (begun && (isCommit || text.toUpperCase() === 'ROLLBACK')) begun.isOver = true;
      const answer = query(...args);
      if (!(answer instanceof Promise)) return answer;
      const checked = isCommit
        ? answer.then((result: pg.QueryResult) => mustBeCommit(result, failure))
        : answer;
      return checked.catch(orTheBeginnings);
    }) as typeof client.query;
  });
}

/** As Prisma writes it. What is begun on a connection by hand says itself what it runs under, in small letters. */
const BEGIN = 'BEGIN';

/** https://www.postgresql.org/docs/18/errcodes-appendix.html: in_failed_sql_transaction. */
const IN_FAILED_TRANSACTION = '25P02';

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

function textOf(query: unknown): string {
  const text = typeof query === 'object' && query !== null && 'text' in query ? query.text : query;
  return typeof text === 'string' ? text : '';
}

/** What Prisma makes nothing of. */
const BEGUN = { command: 'BEGIN', rowCount: null, oid: 0, fields: [], rows: [] };

/** Prisma writes times without an offset, so the session's zone must be the one it means. */
function beginningOf({ role, organizationId }: Beginning): string {
  const settings = { role, 'app.org': organizationId, lock_timeout: LOCK_TIMEOUT, timezone: 'UTC' };
  const set = Object.entries(settings).map(
    ([name, value]) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`,
  );
  return `begin; select ${set.join(', ')}`;
}

function mustBeCommit(result: pg.QueryResult, failure: unknown): pg.QueryResult {
  if (result.command === 'COMMIT') return result;
  throw failure ?? new Error('the transaction was rolled back: one of its statements had failed');
}
