import { createRoute, z } from '@hono/zod-openapi';
import type { SopFields } from '@frontdesk/core/mutations/arguments';
import {
  type SopView,
  intentNamed,
  listSopVersions,
  listSops,
  readSop,
} from '@frontdesk/usecases/queries/sops';
import type { Context } from 'hono';
import { NO_CONTENT, apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { given } from '../http/given.ts';
import { ifMatch } from '../http/if-match.ts';
import { inOrg } from '../http/in-org.ts';
import { create, mutate } from '../http/mutate.ts';
import { RefusedRequest, found } from '../http/refused-request.ts';
import { secured } from '../http/secured.ts';
import { flag, listOf, oneId, paging, pagingBefore } from '../shapes/fields.ts';
import { SopForm, SopPatch, SopShape, SopVersionShape } from '../shapes/sop-shapes.ts';

/** Procedures. Seed 000's own words for them are in `seed-sop-routes.ts`. */
export const sopRoutes = apiApp();

const tags = ['Procedures'];

/** Ends the request where there is no such procedure. */
export const sopFor = async (c: Context<ApiEnv>, id: string): Promise<SopView> =>
  found(await inOrg(c, (tx, { organizationId }) => readSop(tx, organizationId, id)), 'procedure');

export const sopQuery = {
  category: z.string().max(80).optional().openapi({ description: "An intent's name" }),
  enabled: flag,
};

/** What is asked of an intent by its name; a name that nobody has ends the request, told by the caller's own field. */
export async function intentIdOf(
  c: Context<ApiEnv>,
  name: string | null | undefined,
  field: string,
): Promise<string | null | undefined> {
  if (name === undefined || name === null) return name;
  const id = await inOrg(c, (tx, { organizationId }) => intentNamed(tx, organizationId, name));
  if (id !== null) return id;
  throw new RefusedRequest({
    code: 'VALIDATION_ERROR',
    message: 'The procedure names what is not there.',
    details: [{ field, message: 'There is no such intent.' }],
  });
}

/** As the caller; answers as it was written. */
export async function createSop(
  c: Context<ApiEnv>,
  { id: chosen, ...fields }: SopFields & { readonly id?: string | undefined },
): Promise<SopView> {
  const sopId = await create(c, 'sop.create', {
    idField: 'sopId',
    chosen,
    args: (made) => ({ sopId: made, ...fields }),
  });
  return sopFor(c, sopId);
}

/** Leaves alone what is undefined; `If-Match` takes the version. */
export async function updateSop(
  c: Context<ApiEnv>,
  sopId: string,
  fields: { [F in keyof SopFields]?: SopFields[F] | undefined },
): Promise<SopView> {
  const ifVersion = ifMatch(c);
  await mutate(c, 'sop.update', {
    sopId,
    ...given(fields),
    ...(ifVersion === undefined ? {} : { ifVersion }),
  });
  return sopFor(c, sopId);
}

sopRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/sops',
    tags,
    summary: 'List procedures',
    ...secured('sop.read'),
    request: { query: paging.extend(sopQuery) },
    responses: ok(listOf(SopShape), 'The most important first, then by title'),
  }),
  async (c) => {
    const { category: intent, enabled, ...page } = c.req.valid('query');
    return c.json(
      await inOrg(c, (tx, { organizationId }) =>
        listSops(tx, organizationId, { intent, enabled }, page),
      ),
      200,
    );
  },
);

sopRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/sops',
    tags,
    summary: 'Create a procedure',
    ...secured('sop.write'),
    request: { body: jsonBody(SopForm) },
    responses: created(SopShape, 'The procedure'),
  }),
  async (c) => {
    const { intent, intentId, ...form } = c.req.valid('json');
    const named = await intentIdOf(c, intent, 'intent');
    return c.json(await createSop(c, { ...form, intentId: intentId ?? named ?? null }), 201);
  },
);

sopRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/sops/{id}',
    tags,
    summary: 'One procedure',
    ...secured('sop.read'),
    request: { params: oneId },
    responses: ok(SopShape, 'The procedure at its present version'),
  }),
  async (c) => {
    const sop = await sopFor(c, c.req.valid('param').id);
    c.header('etag', `"${sop.rev}"`);
    return c.json(sop, 200);
  },
);

sopRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/sops/{id}',
    tags,
    summary: 'Change a procedure: makes a new version',
    description: 'Runs that have begun keep the version that they began with.',
    ...secured('sop.write'),
    request: { params: oneId, body: jsonBody(SopPatch) },
    responses: ok(SopShape, 'The procedure'),
  }),
  async (c) => {
    const { id } = await sopFor(c, c.req.valid('param').id);
    const { intent, ...patch } = c.req.valid('json');
    const named = await intentIdOf(c, intent, 'intent');
    const intentId = intent === undefined ? patch.intentId : named;
    return c.json(await updateSop(c, id, { ...patch, intentId }), 200);
  },
);

sopRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/sops/{id}',
    tags,
    summary: 'Delete a procedure; what its runs did stays on record',
    ...secured('sop.write'),
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    await mutate(c, 'sop.delete', { sopId: c.req.valid('param').id });
    return c.body(null, 204);
  },
);

sopRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/sops/{id}/versions',
    tags,
    summary: "A procedure's versions",
    ...secured('sop.read'),
    request: {
      params: oneId,
      query: pagingBefore('A version'),
    },
    responses: ok(
      z.object({ data: z.array(SopVersionShape), hasMore: z.boolean() }),
      'Newest first; go on with `before` = the lowest version',
    ),
  }),
  async (c) => {
    const { id } = await sopFor(c, c.req.valid('param').id);
    const query = c.req.valid('query');
    return c.json(await inOrg(c, (tx) => listSopVersions(tx, id, query)), 200);
  },
);
