import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from '@hono/zod-openapi';
import { ERROR_STATUS } from '@frontdesk/core/errors';
import type { ApiEnv } from './http/api-env.ts';
import { OPENAPI_TAGS } from './openapi-tags.ts';

const ErrorShape = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(ERROR_STATUS) as [keyof typeof ERROR_STATUS]),
      message: z.string(),
      details: z.array(z.object({ field: z.string().optional(), message: z.string() })),
      requestId: z.string(),
      timestamp: z.iso.datetime(),
      retryAfter: z.number().optional().openapi({ description: 'Seconds' }),
    }),
  })
  .openapi('Error');

const DESCRIPTION = `The REST API of Frontdesk.

Sign in with \`POST /api/v1/auth/login\` and send the token as \`Authorization: Bearer\`, or make an API key; browsers use the
cookies that the same answer sets. Rows out of your reach answer 404. \`Idempotency-Key\` makes a request's effect happen once, on
all that writes to messages, conversations, contacts, tags, teams, canned replies and procedures; \`If-Match: "<rev>"\` on PATCH
answers 409 when the row has changed meanwhile.`;

type Document = ReturnType<OpenAPIHono<ApiEnv>['getOpenAPI31Document']>;

/** OpenAPI 3.1, from the schemas that validate. Every operation may also answer in the one error shape. */
export function openApiDocument(app: OpenAPIHono<ApiEnv>, version: string): Document {
  const registry = app.openAPIRegistry;
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'An access token (JWT, 15 minutes) or an API key',
  });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'fd_access',
  });
  registry.registerComponent('securitySchemes', 'visitor', {
    type: 'http',
    scheme: 'bearer',
    description: "The token of a web-chat visitor's page",
  });
  registry.register('Error', ErrorShape);
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Frontdesk', version, description: DESCRIPTION },
    servers: [{ url: '/' }],
    tags: [...OPENAPI_TAGS],
  });
  for (const item of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(item)) addErrorAnswer(operation);
  }
  return document;
}

function addErrorAnswer(operation: unknown): void {
  if (typeof operation !== 'object' || operation === null || !('responses' in operation)) return;
  Object.assign(operation.responses as object, {
    default: {
      description: 'A refusal, in the one error shape',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  });
}
