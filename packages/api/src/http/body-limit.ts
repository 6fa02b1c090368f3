import { bodyLimit } from 'hono/body-limit';
import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { answerRefusal } from './error-answer.ts';
import type { ApiEnv } from './api-env.ts';

/** Of a webhook or a JSON body, in bytes. Uploads have their channel's limit instead. */
export const MAX_BODY_BYTES = 1_000_000;

/** Paths whose bodies are files or tables: their routes set the limit. */
const ROUTES_WITH_OWN_LIMIT =
  /^\/(?:api\/v1\/(?:files|visitor\/files|contacts\/import|ai\/intents|demo\/phone\/[^/]+\/messages)$|demo\/vendor\/)/;

/** Answers 413 by the announced length alone, or as soon as a body without one has grown too long. */
export function limitedBody(maxSize: number, what: string): MiddlewareHandler<ApiEnv> {
  const limit = bodyLimit({
    maxSize,
    onError: (c) => {
      // What is left of the body is not read, so nothing can follow it: said, or the next request there meets a closed door.
      c.header('connection', 'close');
      return answerRefusal(c, {
        code: 'PAYLOAD_TOO_LARGE',
        message: `${what} may have at most ${maxSize} bytes.`,
      });
    },
  });
  return (c, next) => {
    const { raw } = c.req;
    // The server shows an empty body even where there is none: a bare DELETE has one too.
    if (raw.body && !raw.headers.has('content-length')) c.req.raw = standardRequest(raw);
    return limit(c, next);
  };
}

/** The server's own kind of request cannot be made anew with another body, as the limit does with one that it has read. */
function standardRequest({ url, method, headers, body }: Request): Request {
  return new Request(url, { method, headers, body, duplex: 'half' });
}

const limitJson = limitedBody(MAX_BODY_BYTES, 'A body');

export const limitBody = createMiddleware<ApiEnv>((c, next) =>
  ROUTES_WITH_OWN_LIMIT.test(c.req.path) ? next() : limitJson(c, next),
);
