import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { answerRefusal } from './error-answer.ts';
import type { ApiEnv } from './api-env.ts';

/** Of a webhook or a JSON body, in bytes. Uploads have their channel's limit instead. */
export const MAX_BODY_BYTES = 1_000_000;

/** Paths whose bodies are files or tables: their routes set the limit. */
const ROUTES_WITH_OWN_LIMIT =
  /^\/(?:api\/v1\/(?:files|visitor\/files|contacts\/import|demo\/phone\/[^/]+\/messages)$|demo\/vendor\/)/;

/** Answers 413 by the announced length alone, or as soon as a body without one has grown too long. */
export const limitedBody = (maxSize: number, what: string) =>
  bodyLimit({
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

const limitJson = limitedBody(MAX_BODY_BYTES, 'A body');

export const limitBody = createMiddleware<ApiEnv>((c, next) =>
  ROUTES_WITH_OWN_LIMIT.test(c.req.path) ? next() : limitJson(c, next),
);
