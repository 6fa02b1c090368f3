import { createRoute, z } from '@hono/zod-openapi';
import { PERMISSIONS, type Permission } from '@frontdesk/core/roles';
import { createApiKey, listApiKeys, revokeApiKey } from '@frontdesk/usecases/auth/api-keys';
import { listAudit, listNotifications } from '@frontdesk/usecases/queries/workspace';
import { NO_CONTENT, apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import { inOrg } from '../http/in-org.ts';
import { mutate } from '../http/mutate.ts';
import { unwrap } from '../http/refused-request.ts';
import { asker, secured } from '../http/secured.ts';
import { id, line, listOf, oneId, paging, time } from '../shapes/fields.ts';
import { AuditShape, NotificationShape } from '../shapes/workspace-shapes.ts';

/** Notifications, API keys and the audit log. */
export const personalRoutes = apiApp();

personalRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/notifications',
    tags: ['Notifications'],
    summary: 'My notifications',
    ...secured('conversation.read'),
    request: { query: paging },
    responses: ok(listOf(NotificationShape), 'Newest first'),
  }),
  async (c) =>
    c.json(
      await inOrg(c, (tx, member) => listNotifications(tx, member, c.req.valid('query'))),
      200,
    ),
);

personalRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/notifications/{id}/read',
    tags: ['Notifications'],
    summary: 'Mark one of my notifications as read',
    ...secured('conversation.read'),
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    await mutate(c, 'notification.read', { notificationId: c.req.valid('param').id });
    return c.body(null, 204);
  },
);

personalRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/audit-log',
    tags: ['Audit log'],
    summary: 'What was done in the organization',
    ...secured('audit.read'),
    request: { query: paging },
    responses: ok(listOf(AuditShape), 'Newest first'),
  }),
  async (c) =>
    c.json(
      await inOrg(c, (tx, { organizationId }) =>
        listAudit(tx, organizationId, c.req.valid('query')),
      ),
      200,
    ),
);

const scope = z.enum(Object.keys(PERMISSIONS) as [Permission, ...Permission[]]);

const ApiKeyShape = z
  .object({
    id,
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.string()),
    createdAt: time,
    createdById: id,
    lastUsedAt: time.nullable(),
    expiresAt: time.nullable(),
  })
  .openapi('ApiKey');

personalRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/api-keys',
    tags: ['API keys'],
    summary: 'List API keys',
    ...secured('apiKey.write', { peopleOnly: true }),
    responses: ok(
      z.object({ data: z.array(ApiKeyShape) }),
      'Live keys; the secret part is kept nowhere',
    ),
  }),
  async (c) => {
    const data = await listApiKeys(c.var.deps.db, asker(c).member.organizationId);
    return c.json({ data }, 200);
  },
);

personalRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/api-keys',
    tags: ['API keys'],
    summary: 'Create an API key',
    description: 'It acts as who makes it, within its scopes, and ends with their membership.',
    ...secured('apiKey.write', { peopleOnly: true }),
    request: {
      body: jsonBody(
        z.object({
          name: line(80),
          scopes: z.array(scope).min(1),
          expiresAt: z.iso.datetime({ offset: true }).optional(),
        }),
      ),
    },
    responses: created(ApiKeyShape.extend({ key: z.string() }), 'The whole key, this once'),
  }),
  async (c) => {
    const { name, scopes, expiresAt } = c.req.valid('json');
    const expiry = expiresAt === undefined ? undefined : new Date(expiresAt);
    const { db } = c.var.deps;
    const key = { name, scopes, expiresAt: expiry };
    return c.json(unwrap(await createApiKey(db, asker(c).member, key, c.var.origin)), 201);
  },
);

personalRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/api-keys/{id}',
    tags: ['API keys'],
    summary: 'Revoke an API key at once',
    ...secured('apiKey.write', { peopleOnly: true }),
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    const { id: keyId } = c.req.valid('param');
    unwrap(await revokeApiKey(c.var.deps, asker(c).member, keyId, c.var.origin));
    return c.body(null, 204);
  },
);
