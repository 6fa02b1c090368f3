import type pg from 'pg';

type Query = (...args: unknown[]) => unknown;

/**
 * COMMIT of a transaction in which a statement has failed and the error was swallowed answers ROLLBACK, and no error:
 * the caller would believe that its writes are there. With this, every connection of the pool says so.
 */
export function refuseSilentRollbacks(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as Query;
    client.query = ((...args: unknown[]) => {
      const answer = query(...args);
      return isCommit(args[0]) && answer instanceof Promise ? answer.then(mustBeCommit) : answer;
    }) as typeof client.query;
  });
}

function isCommit(query: unknown): boolean {
  const text = typeof query === 'object' && query !== null && 'text' in query ? query.text : query;
  return typeof text === 'string' && text.toUpperCase() === 'COMMIT';
}

function mustBeCommit(result: pg.QueryResult): pg.QueryResult {
  if (result.command === 'COMMIT') return result;
  throw new Error('the transaction was rolled back: one of its statements had failed');
}
