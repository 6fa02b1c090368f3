import { createRoute, z } from '@hono/zod-openapi';
import { listCannedReplies, readCannedReply } from '@frontdesk/usecases/queries/workspace';
import type { Context } from 'hono';
import { NO_CONTENT, apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { withRev } from '../http/if-match.ts';
import { inOrg } from '../http/in-org.ts';
import { create, mutate } from '../http/mutate.ts';
import { given } from '../http/given.ts';
import { found } from '../http/refused-request.ts';
import { secured } from '../http/secured.ts';
import { oneId } from '../shapes/fields.ts';
import { CannedReplyForm, CannedReplyPatch, CannedReplyShape } from '../shapes/workspace-shapes.ts';

export const cannedReplyRoutes = apiApp();

const tags = ['Canned replies'];

const one = async (c: Context<ApiEnv>, id: string) =>
  found(
    await inOrg(c, (tx, { organizationId }) => readCannedReply(tx, organizationId, id)),
    'canned reply',
  );

cannedReplyRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/canned-replies',
    tags,
    summary: 'List canned replies',
    ...secured('conversation.read'),
    responses: ok(z.object({ data: z.array(CannedReplyShape) }), 'All of them, by shortcut'),
  }),
  async (c) => {
    const data = await inOrg(c, (tx, { organizationId }) => listCannedReplies(tx, organizationId));
    return c.json({ data }, 200);
  },
);

cannedReplyRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/canned-replies',
    tags,
    summary: 'Create a canned reply',
    ...secured('cannedReply.write'),
    request: { body: jsonBody(CannedReplyForm) },
    responses: created(CannedReplyShape, 'The canned reply'),
  }),
  async (c) => {
    const { id, ...fields } = c.req.valid('json');
    const cannedReplyId = await create(c, 'cannedReply.create', {
      idField: 'cannedReplyId',
      chosen: id,
      args: (made) => ({ cannedReplyId: made, ...fields }),
    });
    return c.json(await one(c, cannedReplyId), 201);
  },
);

cannedReplyRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/canned-replies/{id}',
    tags,
    summary: 'Update a canned reply',
    ...secured('cannedReply.write'),
    request: { params: oneId, body: jsonBody(CannedReplyPatch) },
    responses: ok(CannedReplyShape, 'The canned reply'),
  }),
  async (c) => {
    const { id } = c.req.valid('param');
    await mutate(c, 'cannedReply.update', {
      cannedReplyId: id,
      ...withRev(c, given(c.req.valid('json'))),
    });
    return c.json(await one(c, id), 200);
  },
);

cannedReplyRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/canned-replies/{id}',
    tags,
    summary: 'Delete a canned reply',
    ...secured('cannedReply.write'),
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    await mutate(c, 'cannedReply.delete', { cannedReplyId: c.req.valid('param').id });
    return c.body(null, 204);
  },
);
