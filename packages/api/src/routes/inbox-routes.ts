import { createRoute, z } from '@hono/zod-openapi';
import { channels } from '@frontdesk/channels/registry';
import { createInbox, webhookUrl } from '@frontdesk/usecases/inboxes/create-inbox';
import { checkInboxHealth } from '@frontdesk/usecases/inboxes/inbox-health';
import { updateCredentials } from '@frontdesk/usecases/inboxes/update-credentials';
import {
  describeChannel,
  listGrants,
  listInboxes,
  readInbox,
} from '@frontdesk/usecases/queries/inboxes';
import type { Context } from 'hono';
import { NO_CONTENT, apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { given } from '../http/given.ts';
import { requireRev } from '../http/if-match.ts';
import { inOrg } from '../http/in-org.ts';
import { mutate } from '../http/mutate.ts';
import { found, unwrap } from '../http/refused-request.ts';
import { actor, asker, by, secured } from '../http/secured.ts';
import { id, line, oneId, time } from '../shapes/fields.ts';

export const inboxRoutes = apiApp();

const tags = ['Inboxes'];

const InboxShape = z
  .object({
    id,
    channel: z.string(),
    name: z.string(),
    address: z.string().nullable().openapi({ description: 'What customers write to' }),
    health: z.string().openapi({ enum: ['ok', 'paused', 'error', 'unknown'] }),
    healthReason: z.string().nullable(),
    healthAt: time.nullable(),
    autoResolve: z.boolean(),
    archivedAt: time.nullable(),
    webhookUrl: z.string().openapi({ description: 'What to enter at the vendor' }),
    createdAt: time,
    updatedAt: time,
    rev: z.int(),
  })
  .openapi('Inbox');

const inboxFor = async (c: Context<ApiEnv>, inboxId: string) =>
  withUrl(c, found(await inOrg(c, (tx, member) => readInbox(tx, member, inboxId)), 'inbox'));

const withUrl = <T extends { id: string; channel: string }>(c: Context<ApiEnv>, inbox: T) => ({
  ...inbox,
  webhookUrl: webhookUrl(c.var.deps, inbox.channel, inbox.id),
});

inboxRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/inboxes',
    tags,
    summary: 'List the inboxes that I see',
    ...secured('inbox.read'),
    responses: ok(z.object({ data: z.array(InboxShape) }), 'With their health, by name'),
  }),
  async (c) => {
    const rows = await inOrg(c, (tx, member) => listInboxes(tx, member));
    return c.json({ data: rows.map((row) => withUrl(c, row)) }, 200);
  },
);

const credentials = z
  .record(z.string().max(60), z.union([z.string().max(4_000), z.boolean()]))
  .openapi({ description: 'By the fields of `GET /channels`. Sealed, never returned' });

inboxRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/inboxes',
    tags,
    summary: 'Connect a channel account',
    ...secured('inbox.write'),
    request: {
      body: jsonBody(
        z.object({
          channel: z.string().max(40),
          name: line(80),
          credentials: credentials.default({}),
          baseUrl: z.string().max(500).optional(),
        }),
      ),
    },
    responses: created(
      InboxShape.extend({
        generated: z.record(z.string(), z.string()).openapi({
          description: "What we made up for the vendor's form; shown this once",
        }),
      }),
      'The inbox',
    ),
  }),
  async (c) => {
    const { rights } = asker(c).member;
    const form = given(c.req.valid('json'));
    const { id: inboxId, generated } = unwrap(
      await createInbox(c.var.deps, actor(c), rights, form),
    );
    const inbox = await inboxFor(c, inboxId);
    return c.json({ ...inbox, generated: { ...generated } }, 201);
  },
);

inboxRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/inboxes/{id}',
    tags,
    summary: 'One inbox with its health',
    ...secured('inbox.read'),
    request: { params: oneId },
    responses: ok(InboxShape, 'The inbox'),
  }),
  async (c) => c.json(await inboxFor(c, c.req.valid('param').id), 200),
);

inboxRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/inboxes/{id}',
    tags,
    summary: 'Rename, archive, or let idle conversations resolve themselves',
    ...secured('inbox.write'),
    request: {
      params: oneId,
      body: jsonBody(
        z.object({ name: line(80), autoResolve: z.boolean(), archived: z.boolean() }).partial(),
      ),
    },
    responses: ok(InboxShape, 'The inbox'),
  }),
  async (c) => {
    const { id: inboxId, rev } = await inboxFor(c, c.req.valid('param').id);
    requireRev(c, rev);
    await mutate(c, 'inbox.update', { inboxId, ...given(c.req.valid('json')) });
    return c.json(await inboxFor(c, inboxId), 200);
  },
);

inboxRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/inboxes/{id}/credentials',
    tags,
    summary: 'Give new credentials; what is left out stays',
    ...secured('inbox.write'),
    request: {
      params: oneId,
      body: jsonBody(
        z.object({ credentials: credentials.default({}), baseUrl: z.string().max(500).optional() }),
      ),
    },
    responses: ok(InboxShape, 'The inbox; its health says whether they work'),
  }),
  async (c) => {
    const { id: inboxId } = await inboxFor(c, c.req.valid('param').id);
    unwrap(await updateCredentials(c.var.deps, by(c), inboxId, given(c.req.valid('json'))));
    return c.json(await inboxFor(c, inboxId), 200);
  },
);

inboxRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/inboxes/{id}/check',
    tags,
    summary: 'Ask the vendor whether the credentials work',
    ...secured('inbox.write'),
    request: { params: oneId },
    responses: ok(InboxShape, 'The inbox with its health as of now'),
  }),
  async (c) => {
    const { id: inboxId } = await inboxFor(c, c.req.valid('param').id);
    await checkInboxHealth(c.var.deps, asker(c).member.organizationId, inboxId);
    return c.json(await inboxFor(c, inboxId), 200);
  },
);

const holder = z
  .object({ membershipId: id, teamId: id })
  .partial()
  .refine((v) => (v.membershipId === undefined) !== (v.teamId === undefined), {
    error: 'exactly one of membershipId and teamId',
  });

const GrantShape = z
  .object({ membershipId: id.nullable(), teamId: id.nullable() })
  .openapi('InboxGrant');

const grants = z.object({ data: z.array(GrantShape) });

const grantsOf = async (c: Context<ApiEnv>, inboxId: string) => ({
  data: await inOrg(c, (tx, { organizationId }) => listGrants(tx, organizationId, inboxId)),
});

inboxRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/inboxes/{id}/grants',
    tags,
    summary: 'Who sees this inbox besides owners and admins',
    ...secured('inbox.read'),
    request: { params: oneId },
    responses: ok(grants, 'Members and teams'),
  }),
  async (c) => c.json(await grantsOf(c, (await inboxFor(c, c.req.valid('param').id)).id), 200),
);

inboxRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/inboxes/{id}/grants',
    tags,
    summary: 'Let a member or a team see this inbox',
    ...secured('inbox.write'),
    request: { params: oneId, body: jsonBody(holder) },
    responses: ok(grants, 'Members and teams'),
  }),
  async (c) => {
    const { id: inboxId } = await inboxFor(c, c.req.valid('param').id);
    await mutate(c, 'inbox.grant', { inboxId, ...given(c.req.valid('json')) });
    return c.json(await grantsOf(c, inboxId), 200);
  },
);

inboxRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/inboxes/{id}/grants',
    tags,
    summary: 'Take that away; their replicas drop the inbox at once',
    ...secured('inbox.write'),
    request: { params: oneId, body: jsonBody(holder) },
    responses: NO_CONTENT,
  }),
  async (c) => {
    const { id: inboxId } = await inboxFor(c, c.req.valid('param').id);
    await mutate(c, 'inbox.revoke', { inboxId, ...given(c.req.valid('json')) });
    return c.body(null, 204);
  },
);

const ChannelShape = z
  .object({
    kind: z.string(),
    name: z.string(),
    limits: z
      .unknown()
      .openapi({ description: 'Text lengths, files by kind, rates, the reply window' }),
    capabilities: z.record(z.string(), z.boolean()),
    fields: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        help: z.string(),
        secret: z.boolean(),
        generated: z.boolean(),
        optional: z.boolean(),
      }),
    ),
  })
  .openapi('Channel');

inboxRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/channels',
    tags,
    summary: 'The channels that can be connected, with their limits and the fields of their form',
    ...secured('inbox.read'),
    responses: ok(z.object({ data: z.array(ChannelShape) }), 'All channels'),
  }),
  (c) => c.json({ data: channels.flatMap(({ kind }) => describeChannel(kind) ?? []) }, 200),
);
