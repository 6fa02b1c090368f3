import { createRoute, z } from '@hono/zod-openapi';
import { type SopView, listSops } from '@frontdesk/usecases/queries/sops';
import { NO_CONTENT, apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import { inOrg } from '../http/in-org.ts';
import { mutate } from '../http/mutate.ts';
import { secured } from '../http/secured.ts';
import { numberedPaging, oneId } from '../shapes/fields.ts';
import { SeedSopForm, SeedSopPatch, SeedSopShape } from '../shapes/sop-shapes.ts';
import { createSop, intentIdOf, sopFor, sopQuery, updateSop } from './sop-routes.ts';

/** Procedures in the words of seed 000, at the paths of its own system: `/api/sops`. */
export const seedSopRoutes = apiApp();

const tags = ['SOPs'];

const seedSop = ({
  id,
  title,
  description,
  intent,
  keywords,
  steps,
  actions,
  enabled,
  priority,
  autonomy,
  version,
  minutesSaved,
  successRate,
  createdAt,
  updatedAt,
}: SopView) => ({
  id,
  title,
  description,
  intent_category: intent,
  keywords,
  steps,
  actions,
  enabled,
  priority,
  autonomy,
  version,
  estimated_time_saved: minutesSaved,
  success_rate: successRate,
  created_at: createdAt,
  updated_at: updatedAt,
});

seedSopRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/sops',
    tags,
    summary: 'List SOPs',
    ...secured('sop.read'),
    request: {
      query: numberedPaging.extend(sopQuery),
    },
    responses: ok(
      z.object({ sops: z.array(SeedSopShape), page: z.int(), limit: z.int(), total: z.int() }),
      'The most important first, then by title',
    ),
  }),
  async (c) => {
    const { category: intent, enabled, ...paging } = c.req.valid('query');
    const { data, total = 0 } = await inOrg(c, (tx, { organizationId }) =>
      listSops(tx, organizationId, { intent, enabled }, paging),
    );
    return c.json({ sops: data.map(seedSop), ...paging, total }, 200);
  },
);

seedSopRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/sops',
    tags,
    summary: 'Create an SOP',
    ...secured('sop.write'),
    request: { body: jsonBody(SeedSopForm) },
    responses: created(SeedSopShape, 'The SOP'),
  }),
  async (c) => {
    const { intent_category, estimated_time_saved, ...form } = c.req.valid('json');
    const intentId = (await intentIdOf(c, intent_category, 'intent_category')) ?? null;
    const fields = { ...form, intentId, minutesSaved: estimated_time_saved };
    return c.json(seedSop(await createSop(c, fields)), 201);
  },
);

seedSopRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/sops/{id}',
    tags,
    summary: 'Update an SOP',
    ...secured('sop.write'),
    request: { params: oneId, body: jsonBody(SeedSopPatch) },
    responses: ok(SeedSopShape, 'The SOP'),
  }),
  async (c) => {
    const { id } = await sopFor(c, c.req.valid('param').id);
    const { intent_category, estimated_time_saved, ...patch } = c.req.valid('json');
    const intentId = await intentIdOf(c, intent_category, 'intent_category');
    const fields = { ...patch, intentId, minutesSaved: estimated_time_saved };
    return c.json(seedSop(await updateSop(c, id, fields)), 200);
  },
);

seedSopRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/sops/{id}',
    tags,
    summary: 'Soft delete an SOP',
    ...secured('sop.write'),
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    await mutate(c, 'sop.delete', { sopId: c.req.valid('param').id });
    return c.body(null, 204);
  },
);
