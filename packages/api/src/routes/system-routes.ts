import { createRoute, z } from '@hono/zod-openapi';
import { readBootstrapText } from '@frontdesk/db/bootstrap';
import type { Db } from '@frontdesk/db/client';
import { ChecksumRequestSchema } from '@frontdesk/core/sync-schemas';
import { bootstrapPage } from '@frontdesk/usecases/bootstrap-page';
import { compareReplica } from '@frontdesk/usecases/compare-replica';
import { apiApp, jsonBody, jsonText, ok } from '../http/api-app.ts';
import type { BootstrapAdmission } from '../http/bootstrap-admission.ts';
import { RefusedRequest, unwrap } from '../http/refused-request.ts';
import { asker, secured } from '../http/secured.ts';
import { given } from '../http/given.ts';
import { id, time } from '../shapes/fields.ts';

/** What stands at the root, for those who run the product. */
export const rootRoutes = apiApp();

/** The replica's way in. */
export const syncRoutes = apiApp();

const part = z.object({ status: z.enum(['ok', 'degraded', 'down']) });

const HealthShape = z
  .object({
    status: z.enum(['ok', 'down']),
    timestamp: time,
    version: z.string(),
    database: part,
    external: part.openapi({ description: 'Whether the connected channels work' }),
  })
  .openapi('Health');

/** A health check that hangs is as bad as one that fails. */
const PING_MS = 2_000;

rootRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/health',
    tags: ['Operation'],
    summary: 'Whether the product works',
    security: [],
    responses: {
      ...ok(HealthShape, 'It does'),
      503: {
        description: 'The database is away',
        content: { 'application/json': { schema: HealthShape } },
      },
    },
  }),
  async (c) => {
    const { db, version, now } = c.var.deps;
    const failing = await failingInboxes(db);
    const database = failing === null ? ('down' as const) : ('ok' as const);
    const external = failing === null || failing > 0 ? ('degraded' as const) : ('ok' as const);
    const body = {
      status: database,
      timestamp: now().toISOString(),
      version,
      database: { status: database },
      external: { status: external },
    };
    return failing === null ? c.json(body, 503) : c.json(body, 200);
  },
);

/** How many connected inboxes do not work; null when the database does not answer. */
async function failingInboxes(db: Db): Promise<number | null> {
  try {
    const answer = db.asWorker(
      (tx) => tx.inbox.count({ where: { health: 'error', archivedAt: null } }),
      {
        timeout: PING_MS,
      },
    );
    return await Promise.race([answer, rejectLater(answer)]);
  } catch {
    return null;
  }
}

function rejectLater(answer: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer')), PING_MS);
    answer.then(
      () => clearTimeout(timer),
      () => clearTimeout(timer),
    );
  });
}

rootRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/.well-known/jwks.json',
    tags: ['Auth'],
    summary: 'The public keys of access tokens',
    security: [],
    responses: ok(
      z.object({ keys: z.array(z.record(z.string(), z.string())) }),
      'A JSON Web Key Set',
    ),
  }),
  (c) => {
    c.header('cache-control', 'public, max-age=300');
    return c.json(c.var.deps.keys.jwks(), 200);
  },
);

syncRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/sync/bootstrap',
    tags: ['Sync'],
    summary: 'One page of what a replica starts with',
    ...secured('conversation.read', { bucket: 'bulk', peopleOnly: true }),
    request: {
      query: z.object({
        replicaId: id,
        scope: id.optional(),
        page: z.string().max(500).optional(),
      }),
    },
    responses: ok(z.any(), 'A `BootstrapPage` of the sync protocol'),
  }),
  async (c) => {
    const { organizationId, userId } = asker(c).member;
    const reader = { organizationId, userId };
    const query = given(c.req.valid('query'));
    if (query.page === undefined) admit(c.var.deps.bootstraps, userId);
    const page = await bootstrapPage(c.var.deps, reader, query, readBootstrapText);
    return jsonText(c, unwrap(page));
  },
);

function admit(bootstraps: BootstrapAdmission, userId: string): void {
  const retryAfter = bootstraps.take(userId, Math.random());
  if (retryAfter === null) return;
  const message = 'Many devices begin at the moment. Yours is in line.';
  throw new RefusedRequest({ code: 'SERVICE_UNAVAILABLE', message, retryAfter });
}

const ChecksumAnswerShape = z
  .discriminatedUnion('result', [
    z.object({ result: z.literal('same') }),
    z
      .object({ result: z.literal('busy') })
      .openapi({ description: 'It cannot be told now: ask again another time' }),
    z.object({ result: z.literal('differ'), scopes: z.array(id).readonly() }),
  ])
  .openapi('ChecksumAnswer');

syncRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/sync/checksums',
    tags: ['Sync'],
    summary: 'Whether a replica holds what it should',
    ...secured('conversation.read', { bucket: 'bulk', peopleOnly: true }),
    request: { body: jsonBody(ChecksumRequestSchema) },
    responses: ok(
      ChecksumAnswerShape,
      'Whether it does; where it does not, the scopes to fetch again',
    ),
  }),
  async (c) => {
    const { organizationId, userId } = asker(c).member;
    const reader = { organizationId, userId };
    const answer = unwrap(await compareReplica(c.var.deps, reader, c.req.valid('json')));
    c.var.deps.onCompared?.(answer.result);
    return c.json(answer, 200);
  },
);
