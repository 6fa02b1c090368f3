/**
 * Why a transaction failed. `contention`: another one was in the way, try again at once. `away`: the database or its
 * resources are, try again later. `fault`: the mutation's own, as far as one can tell.
 */
export type FailureClass = 'contention' | 'away' | 'fault';

/** By SQLSTATE: https://www.postgresql.org/docs/18/errcodes-appendix.html */
const CONTENTION = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available
  '57014', // query_canceled: a statement's or a lock's time was up
  '23505', // unique_violation: somebody made the same row first; the next try sees it
]);
const AWAY_CLASSES = ['08', '53', '57P', '58'];

/** Prisma's own codes: https://www.prisma.io/docs/orm/reference/error-reference */
const PRISMA_CONTENTION = new Set(['P2002', 'P2034']);
const PRISMA_AWAY = new Set([
  'P1000',
  'P1001',
  'P1002',
  'P1003',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'P2037',
]);

/** Node's codes of a connection that broke or never came about. */
const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)/;
const CONNECTION_WORDS =
  /connection (terminated|ended|timeout)|timeout exceeded when trying to connect|Can't reach database|Client has encountered a connection error|Unable to start a transaction/i;

/** Looks through an error, its causes and what Prisma wraps it in. */
export function classifyFailure(error: unknown): FailureClass {
  const codes = codesOf(error);
  if (codes.some((code) => CONTENTION.has(code) || PRISMA_CONTENTION.has(code)))
    return 'contention';
  if (codes.some(isAway)) return 'away';
  return CONNECTION_WORDS.test(messageOf(error)) ? 'away' : 'fault';
}

/** Does what the transaction wanted to make exist already? After several tries it is no race: something else has it. */
export const isTaken = (error: unknown): boolean =>
  codesOf(error).some((code) => code === '23505' || code === 'P2002');

const isAway = (code: string): boolean =>
  PRISMA_AWAY.has(code) ||
  NETWORK.test(code) ||
  (code.length === 5 && AWAY_CLASSES.some((start) => code.startsWith(start)));

const WRAPPERS = ['cause', 'meta', 'driverAdapterError'] as const;
const CODES = ['code', 'originalCode'] as const;

/** Wrapped errors are few deep; a cycle must not hang us. */
const MAX_DEPTH = 6;

function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return [];
  const fields = error as Record<string, unknown>;
  const own = CODES.map((name) => fields[name]).filter((code) => typeof code === 'string');
  const inside = [...WRAPPERS.map((name) => fields[name]), ...severalIn(fields)];
  return [...own, ...inside.flatMap((one) => codesOf(one, depth + 1))];
}

/** What an AggregateError gathers: one failure for each address that was tried. */
const severalIn = ({ errors }: Record<string, unknown>): readonly unknown[] =>
  Array.isArray(errors) ? errors : [];

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.message} ${messageOf(error.cause)}` : '';
}
