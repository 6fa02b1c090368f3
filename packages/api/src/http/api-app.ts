import { OpenAPIHono } from '@hono/zod-openapi';
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

export const NO_CONTENT = { 204: { description: 'Done' } } as const;

/** A JSON body, which has to be there. */
export const jsonBody = <S extends ZodType>(schema: S) => ({
  required: true as const,
  content: { 'application/json': { schema } },
});
