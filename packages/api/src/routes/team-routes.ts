import { createRoute, z } from '@hono/zod-openapi';
import { listTeams, readTeam } from '@frontdesk/usecases/queries/workspace';
import type { Context } from 'hono';
import { NO_CONTENT, apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { given } from '../http/given.ts';
import { requireRev } from '../http/if-match.ts';
import { inOrg } from '../http/in-org.ts';
import { create, mutate } from '../http/mutate.ts';
import { found } from '../http/refused-request.ts';
import { secured } from '../http/secured.ts';
import { id, oneId } from '../shapes/fields.ts';
import { TagForm, TagPatch, TeamShape } from '../shapes/workspace-shapes.ts';

export const teamRoutes = apiApp();

const tags = ['Teams'];
const membership = z.object({ membershipId: id });

const one = async (c: Context<ApiEnv>, teamId: string) =>
  found(await inOrg(c, (tx, { organizationId }) => readTeam(tx, organizationId, teamId)), 'team');

teamRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/teams',
    tags,
    summary: 'List teams',
    ...secured('member.read'),
    responses: ok(z.object({ data: z.array(TeamShape) }), 'All teams, by name'),
  }),
  async (c) => c.json({ data: await inOrg(c, (tx, m) => listTeams(tx, m.organizationId)) }, 200),
);

teamRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/teams',
    tags,
    summary: 'Create a team',
    ...secured('team.write'),
    request: { body: jsonBody(TagForm) },
    responses: created(TeamShape, 'The team'),
  }),
  async (c) => {
    const { id: chosen, ...fields } = c.req.valid('json');
    const teamId = await create(c, 'team.create', {
      idField: 'teamId',
      chosen,
      args: (made) => ({ teamId: made, ...fields }),
    });
    return c.json(await one(c, teamId), 201);
  },
);

teamRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/teams/{id}',
    tags,
    summary: 'One team',
    ...secured('member.read'),
    request: { params: oneId },
    responses: ok(TeamShape, 'The team'),
  }),
  async (c) => c.json(await one(c, c.req.valid('param').id), 200),
);

teamRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/teams/{id}',
    tags,
    summary: 'Update a team',
    ...secured('team.write'),
    request: { params: oneId, body: jsonBody(TagPatch) },
    responses: ok(TeamShape, 'The team'),
  }),
  async (c) => {
    const teamId = c.req.valid('param').id;
    requireRev(c, (await one(c, teamId)).rev);
    await mutate(c, 'team.update', { teamId, ...given(c.req.valid('json')) });
    return c.json(await one(c, teamId), 200);
  },
);

teamRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/teams/{id}',
    tags,
    summary: 'Delete a team',
    ...secured('team.write'),
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    await mutate(c, 'team.delete', { teamId: c.req.valid('param').id });
    return c.body(null, 204);
  },
);

teamRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/teams/{id}/members',
    tags,
    summary: 'Add a member to a team',
    ...secured('team.write'),
    request: { params: oneId, body: jsonBody(membership) },
    responses: ok(TeamShape, 'The team'),
  }),
  async (c) => {
    const teamId = c.req.valid('param').id;
    await mutate(c, 'team.addMember', { teamId, ...c.req.valid('json') });
    return c.json(await one(c, teamId), 200);
  },
);

teamRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/teams/{id}/members/{membershipId}',
    tags,
    summary: 'Take a member out of a team',
    ...secured('team.write'),
    request: { params: oneId.extend(membership.shape) },
    responses: NO_CONTENT,
  }),
  async (c) => {
    const { id: teamId, membershipId } = c.req.valid('param');
    await mutate(c, 'team.removeMember', { teamId, membershipId });
    return c.body(null, 204);
  },
);
