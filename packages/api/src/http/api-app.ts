import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, TypedResponse } from 'hono';
import type { ZodType } from 'zod';
import type { ApiEnv } from './api-env.ts';
import { onInvalid } from './error-answer.ts';

/** A resource's app: what its schemas refuse is answered in the one error shape. */
export const apiApp = (): OpenAPIHono<ApiEnv> =>
  new OpenAPIHono<ApiEnv>({ defaultHook: onInvalid });

/** The answer 200 with a body of this schema. */
export const ok = <S extends ZodType>(schema: S, description: string) => ({
  200: { description, content: { 'application/json': { schema } } },
});

export const created = <S extends ZodType>(schema: S, description: string) => ({
  201: { description, content: { 'application/json': { schema } } },
});

/** Answers 200 with JSON that is text already, in parts, and of the shape that the route says. */
export const jsonText = (c: Context, parts: readonly string[]): TypedResponse<never, 200, 'json'> =>
  // Hono's types know of JSON only where it makes the text itself.
  c.body(streamOf(parts), 200, { 'content-type': 'application/json' }) as Response as Response &
    TypedResponse<never, 200, 'json'>;

/** A stream is passed on as it is; a text would be copied on its way into a `Response` and out of it. */
function streamOf(parts: readonly string[]): ReadableStream<Uint8Array> {
  const left = parts.values();
  return new ReadableStream({
    pull(controller) {
      const { value, done } = left.next();
      if (done) controller.close();
      else controller.enqueue(Buffer.from(value));
    },
  });
}

export const NO_CONTENT = { 204: { description: 'Done' } } as const;

/** A JSON body, which has to be there. */
export const jsonBody = <S extends ZodType>(schema: S) => ({
  required: true as const,
  content: { 'application/json': { schema } },
});
