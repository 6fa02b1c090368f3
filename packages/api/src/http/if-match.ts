import type { Context } from 'hono';
import type { ApiEnv } from './api-env.ts';
import { RefusedRequest } from './refused-request.ts';

/** The revision that `If-Match` asks for, quoted like an ETag or bare; undefined when it does not ask. */
export function ifMatch(c: Context<ApiEnv>): number | undefined {
  const header = c.req.header('if-match');
  if (header === undefined || header === '*') return undefined;
  const rev = /^(?:W\/)?"?(\d{1,10})"?$/.exec(header)?.[1];
  if (rev === undefined) {
    throw new RefusedRequest({
      code: 'VALIDATION_ERROR',
      message: 'If-Match takes a `rev`, such as "3".',
      details: [{ field: 'if-match', message: 'Not a revision' }],
    });
  }
  return Number(rev);
}

/** Refuses the request when the row has moved on since the caller read it. */
export function requireRev(c: Context<ApiEnv>, rev: number): void {
  const wanted = ifMatch(c);
  if (wanted === undefined || wanted === rev) return;
  throw new RefusedRequest({
    code: 'CONFLICT',
    message: `This has changed since you read it: it stands at revision ${rev}.`,
  });
}

/** The fields as a mutation takes them, which refuses to run on another revision than the one asked for. */
export function withRev<T extends object>(c: Context<ApiEnv>, fields: T): T & { ifRev?: number } {
  const ifRev = ifMatch(c);
  return ifRev === undefined ? fields : { ...fields, ifRev };
}
