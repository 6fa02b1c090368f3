import { createRoute, z } from '@hono/zod-openapi';
import { must } from '@frontdesk/core/assert';
import { channelOf, channels } from '@frontdesk/channels/registry';
import type { RawDelivery } from '@frontdesk/connector-kit/channel';
import { receiveDelivery } from '@frontdesk/usecases/inbound/receive-delivery';
import type { WebhookRouting } from '@frontdesk/usecases/inboxes/webhook-inboxes';
import type { Context } from 'hono';
import { apiApp } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { RefusedRequest } from '../http/refused-request.ts';

/**
 * Webhooks in: proven on their raw bytes, stored as they came, answered at once. Everything else happens in jobs. No
 * rate limit: a vendor's burst is customers writing, and a webhook that is refused is only sent again.
 */
export const webhookRoutes = apiApp();

const tags = ['Webhooks in'];

const text = { content: { 'text/plain': { schema: z.string() } } };

/** Vendors look at the status alone. */
const TAKEN = {
  200: { description: 'Taken: stored for good', ...text },
} as const;

const CHALLENGE = {
  200: { description: 'The challenge, for a verify token of ours', ...text },
  403: { description: 'The verify token is none of ours', ...text },
} as const;

const own = z.object({ inboxId: z.string().max(64) });

for (const { kind, name } of channels) {
  webhookRoutes.openapi(
    createRoute({
      method: 'post',
      path: `/webhooks/${kind}`,
      tags,
      summary: `${name}: events, routed by the accounts in the payload`,
      security: [],
      responses: TAKEN,
    }),
    async (c) => {
      const raw = await rawDelivery(c);
      await take(c, kind, raw, await c.var.deps.webhookInboxes.routeShared(kind, raw));
      return c.text('ok', 200);
    },
  );

  webhookRoutes.openapi(
    createRoute({
      method: 'post',
      path: `/webhooks/${kind}/{inboxId}`,
      tags,
      summary: `${name}: events of one inbox`,
      security: [],
      request: { params: own },
      responses: TAKEN,
    }),
    async (c) => {
      const raw = await rawDelivery(c);
      const { inboxId } = c.req.valid('param');
      await take(c, kind, raw, await c.var.deps.webhookInboxes.routeOwn(kind, inboxId, raw));
      return c.text('ok', 200);
    },
  );

  webhookRoutes.openapi(
    createRoute({
      method: 'get',
      path: `/webhooks/${kind}`,
      tags,
      summary: `${name}: the handshake that proves that the endpoint is ours`,
      security: [],
      responses: CHALLENGE,
    }),
    async (c) => answerHandshake(c, kind),
  );

  webhookRoutes.openapi(
    createRoute({
      method: 'get',
      path: `/webhooks/${kind}/{inboxId}`,
      tags,
      summary: `${name}: the same for one inbox`,
      security: [],
      request: { params: own },
      responses: CHALLENGE,
    }),
    async (c) => answerHandshake(c, kind, c.req.valid('param').inboxId),
  );
}

async function answerHandshake(c: Context<ApiEnv>, kind: string, inboxId?: string) {
  const challenge = await c.var.deps.webhookInboxes.handshake(kind, c.req.query(), inboxId);
  return challenge === null ? c.text('forbidden', 403) : c.text(challenge, 200);
}

const rawDelivery = async (c: Context<ApiEnv>): Promise<RawDelivery> => ({
  headers: c.req.header(),
  query: c.req.query(),
  body: new Uint8Array(await c.req.arrayBuffer()),
});

/** Stores what was proven, once for each inbox that it is for; ends the request otherwise. */
async function take(
  c: Context<ApiEnv>,
  kind: string,
  raw: RawDelivery,
  routing: WebhookRouting,
): Promise<void> {
  const { deps, origin } = c.var;
  if (routing.kind === 'unknown') {
    deps.log.warn({ channel: kind }, 'a webhook names no account of ours');
    throw new RefusedRequest({ code: 'NOT_FOUND', message: 'No inbox has this account.' });
  }
  if (routing.kind === 'unauthorized') {
    await deps.refusedWebhooks.note(kind, routing.reason, routing.inboxes, origin.ip);
    throw new RefusedRequest({
      code: 'AUTHENTICATION_ERROR',
      message: 'The signature is missing or wrong.',
    });
  }
  const dedupeKey = must(channelOf(kind), 'channel').deliveryKey(raw);
  const { headers, body } = raw;
  await Promise.all(
    routing.inboxes.map((inbox) => receiveDelivery(deps, { ...inbox, headers, body, dedupeKey })),
  );
}
