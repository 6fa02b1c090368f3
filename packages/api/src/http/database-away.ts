/**
 * Codes of a database that cannot be reached now, as Node, Postgres (classes 08, 53, 57P) and Prisma (P1xxx, P2024:
 * no free connection, P2028: the transaction could not start) write them.
 */
const AWAY =
  /^(?:ECONN(?:REFUSED|RESET|ABORTED)|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|08...|53300|57P0[1-3]|P1001|P1002|P1008|P1017|P2024|P2028|P2037)$/;

/** What `pg` says without a code when a connection breaks or none is to be had. */
const AWAY_IN_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Can't reach database server|Unable to start a transaction/;

/** Where Prisma and Node put what a failure came from. */
const WRAPPERS = ['cause', 'meta', 'driverAdapterError'] as const;

/** How deep a cause may lie below what was thrown. */
const MAX_DEPTH = 5;

/** Whether this failure means that the database is away, so that the same call may pass later. */
export function isDatabaseAway(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return false;
  if ('code' in error && typeof error.code === 'string' && AWAY.test(error.code)) return true;
  if ('message' in error && AWAY_IN_WORDS.test(String(error.message))) return true;
  if ('errors' in error && Array.isArray(error.errors)) {
    return error.errors.some((one) => isDatabaseAway(one, depth + 1));
  }
  if ('originalCode' in error && AWAY.test(String(error.originalCode))) return true;
  const fields = error as Record<string, unknown>;
  return WRAPPERS.some((name) => isDatabaseAway(fields[name], depth + 1));
}
