import { createRoute, z } from '@hono/zod-openapi';
import { listWebhooks, readWebhook } from '@frontdesk/usecases/queries/outgoing-webhooks';
import {
  createWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from '@frontdesk/usecases/webhooks-out/outgoing-webhooks';
import type { Context } from 'hono';
import { NO_CONTENT, apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { given } from '../http/given.ts';
import { withRev } from '../http/if-match.ts';
import { inOrg } from '../http/in-org.ts';
import { found, unwrap } from '../http/refused-request.ts';
import { by, secured } from '../http/secured.ts';
import { id, line, oneId, time } from '../shapes/fields.ts';

/** Addresses of the organization's own that procedures may call. */
export const outgoingWebhookRoutes = apiApp();

const tags = ['Outgoing webhooks'];

const WebhookShape = z
  .object({
    id,
    name: z.string(),
    url: z.string(),
    lastCall: z
      .object({
        id: id.openapi({ description: 'The `webhook-id`' }),
        state: z.string().openapi({ enum: ['QUEUED', 'DONE', 'FAILED', 'CANCELLED'] }),
        status: z.int().nullable().openapi({ description: 'What the receiver answered last' }),
        error: z.string().nullable(),
        attempts: z.int(),
        at: time,
      })
      .nullable(),
    createdAt: time,
    updatedAt: time,
    rev: z.int(),
  })
  .openapi('OutgoingWebhook');

const WithSecret = WebhookShape.extend({
  secret: z.string().openapi({
    description: 'For checking `webhook-signature` (Standard Webhooks 1.0); shown this once',
    example: 'whsec_…',
  }),
});

const url = z.string().max(2_000).openapi({ example: 'https://club.example/hooks/frontdesk' });

const WebhookForm = z.object({ name: line(80), url });

const webhookFor = async (c: Context<ApiEnv>, webhookId: string) =>
  found(
    await inOrg(c, (tx, { organizationId }) => readWebhook(tx, organizationId, webhookId)),
    'webhook',
  );

outgoingWebhookRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/ai/webhooks',
    tags,
    summary: 'List the webhooks that procedures may call',
    description: 'For whoever writes procedures as well; only `ai.write` changes them.',
    ...secured('ai.read'),
    responses: ok(z.object({ data: z.array(WebhookShape) }), 'By name; never with their secrets'),
  }),
  async (c) => {
    const data = await inOrg(c, (tx, { organizationId }) => listWebhooks(tx, organizationId));
    return c.json({ data }, 200);
  },
);

outgoingWebhookRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/ai/webhooks',
    tags,
    summary: 'Add a webhook',
    ...secured('ai.write'),
    request: { body: jsonBody(WebhookForm) },
    responses: created(WithSecret, 'The webhook with its secret'),
  }),
  async (c) => {
    const made = unwrap(await createWebhook(c.var.deps, by(c), c.req.valid('json')));
    return c.json({ ...(await webhookFor(c, made.id)), secret: made.secret }, 201);
  },
);

outgoingWebhookRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/ai/webhooks/{id}',
    tags,
    summary: 'Rename a webhook or give it another address',
    ...secured('ai.write'),
    request: { params: oneId, body: jsonBody(WebhookForm.partial()) },
    responses: ok(WebhookShape, 'The webhook'),
  }),
  async (c) => {
    const { id: webhookId } = await webhookFor(c, c.req.valid('param').id);
    const fields = withRev(c, given(c.req.valid('json')));
    unwrap(await updateWebhook(c.var.deps, by(c), webhookId, fields));
    return c.json(await webhookFor(c, webhookId), 200);
  },
);

outgoingWebhookRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/ai/webhooks/{id}/rotate-secret',
    tags,
    summary: 'Make a new secret; the one before signs along for a day',
    ...secured('ai.write'),
    request: { params: oneId },
    responses: ok(WithSecret, 'The webhook with its new secret'),
  }),
  async (c) => {
    const { id: webhookId } = await webhookFor(c, c.req.valid('param').id);
    const { secret } = unwrap(await rotateWebhookSecret(c.var.deps, by(c), webhookId));
    return c.json({ ...(await webhookFor(c, webhookId)), secret }, 200);
  },
);

outgoingWebhookRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/ai/webhooks/{id}',
    tags,
    summary: 'Delete a webhook; calls that wait are dropped',
    ...secured('ai.write'),
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    unwrap(await deleteWebhook(c.var.deps, by(c), c.req.valid('param').id));
    return c.body(null, 204);
  },
);
