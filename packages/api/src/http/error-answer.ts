import {
  ERROR_STATUS,
  type ErrorBody,
  type ErrorCode,
  type ErrorDetail,
  type Refusal,
} from '@frontdesk/core/errors';
import { classifyFailure } from '@frontdesk/usecases/execute/failure-class';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ZodError } from 'zod';
import type { ApiEnv } from './api-env.ts';
import { RefusedRequest } from './refused-request.ts';

/** Answers with the one error shape. */
export function answerRefusal(c: Context<ApiEnv>, refusal: Refusal): Response {
  const { code, message, details = [], retryAfter } = refusal;
  const body: ErrorBody = {
    error: {
      code,
      message,
      details,
      requestId: c.var.requestId,
      timestamp: new Date().toISOString(),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    },
  };
  if (retryAfter !== undefined) c.header('retry-after', String(Math.max(1, Math.ceil(retryAfter))));
  return c.json(body, ERROR_STATUS[code]);
}

/** Turns whatever ended a request into an answer: the only place that does. */
export function onError(error: Error, c: Context<ApiEnv>): Response {
  if (error instanceof RefusedRequest) return answerRefusal(c, error.refusal);
  if (error instanceof HTTPException) return answerRefusal(c, refusalOfHttp(error));
  const { requestId } = c.var;
  if (classifyFailure(error) === 'away') {
    c.var.deps.log.error({ requestId, error: error.message }, 'the database is away');
    return answerRefusal(c, DATABASE_AWAY);
  }
  c.var.deps.log.error({ requestId, error: error.stack ?? String(error) }, 'a request failed');
  return answerRefusal(c, { code: 'INTERNAL_ERROR', message: 'Something went wrong on our side.' });
}

export const notFound = (c: Context<ApiEnv>): Response =>
  answerRefusal(c, { code: 'NOT_FOUND', message: 'There is no such route.' });

/** Answers what a schema did not take, with the path of every field. */
export function onInvalid(
  result: { readonly success: true } | { readonly success: false; readonly error: ZodError },
  c: Context<ApiEnv>,
): Response | undefined {
  if (result.success) return undefined;
  return answerRefusal(c, invalid(result.error));
}

/** Nobody reads more, and a body may be wrong in half a million places. */
const MOST_DETAILS = 100;

export const invalid = (error: ZodError): Refusal => ({
  code: 'VALIDATION_ERROR',
  message: 'The request is not valid.',
  details: error.issues.slice(0, MOST_DETAILS).flatMap(detailsOf).slice(0, MOST_DETAILS),
});

/** A field that is not known is named by its own name, not by the object that holds it. */
function detailsOf(issue: ZodError['issues'][number]): ErrorDetail[] {
  const names = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
  return names.map((name) => {
    const path = [...issue.path, ...(name === undefined ? [] : [name])].map(String);
    const message = name === undefined ? issue.message : 'Is not known here';
    return path.length === 0 ? { message } : { field: path.join('.'), message };
  });
}

const DATABASE_AWAY: Refusal = {
  code: 'SERVICE_UNAVAILABLE',
  message: 'Frontdesk cannot reach its database. Try again in a moment.',
  retryAfter: 5,
};

/** The framework's own complaints: a body that is not JSON, or not said to be JSON. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'VALIDATION_ERROR',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

function refusalOfHttp(error: HTTPException): Refusal {
  const code = CODE_OF_STATUS[error.status];
  if (code !== undefined) return { code, message: error.message };
  return { code: 'INTERNAL_ERROR', message: 'Something went wrong on our side.' };
}
