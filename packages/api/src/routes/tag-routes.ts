import { createRoute, z } from '@hono/zod-openapi';
import { listTags, readTag } from '@frontdesk/usecases/queries/workspace';
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
import { TagForm, TagPatch, TagShape } from '../shapes/workspace-shapes.ts';

export const tagRoutes = apiApp();

const tags = ['Tags'];

const one = async (c: Context<ApiEnv>, id: string) =>
  found(await inOrg(c, (tx, { organizationId }) => readTag(tx, organizationId, id)), 'tag');

tagRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/tags',
    tags,
    summary: 'List tags',
    ...secured('conversation.read'),
    responses: ok(z.object({ data: z.array(TagShape) }), 'All tags, by name'),
  }),
  async (c) => {
    const data = await inOrg(c, (tx, { organizationId }) => listTags(tx, organizationId));
    return c.json({ data }, 200);
  },
);

tagRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/tags',
    tags,
    summary: 'Create a tag',
    ...secured('tag.write'),
    request: { body: jsonBody(TagForm) },
    responses: created(TagShape, 'The tag'),
  }),
  async (c) => {
    const { id, ...fields } = c.req.valid('json');
    const tagId = await create(c, 'tag.create', {
      idField: 'tagId',
      chosen: id,
      args: (made) => ({ tagId: made, ...fields }),
    });
    return c.json(await one(c, tagId), 201);
  },
);

tagRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/tags/{id}',
    tags,
    summary: 'Update a tag',
    ...secured('tag.write'),
    request: { params: oneId, body: jsonBody(TagPatch) },
    responses: ok(TagShape, 'The tag'),
  }),
  async (c) => {
    const { id } = c.req.valid('param');
    await mutate(c, 'tag.update', { tagId: id, ...withRev(c, given(c.req.valid('json'))) });
    return c.json(await one(c, id), 200);
  },
);

tagRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/tags/{id}',
    tags,
    summary: 'Delete a tag; it comes off everything it was on',
    ...secured('tag.write'),
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    await mutate(c, 'tag.delete', { tagId: c.req.valid('param').id });
    return c.body(null, 204);
  },
);
