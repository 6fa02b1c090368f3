import { createRoute, z } from '@hono/zod-openapi';
import { classify } from '@frontdesk/usecases/reading/classify';
import { readReaderState } from '@frontdesk/usecases/reading/reader-state';
import { NO_CONTENT, apiApp, jsonBody, ok } from '../http/api-app.ts';
import { inOrg } from '../http/in-org.ts';
import { mutate } from '../http/mutate.ts';
import { unwrap } from '../http/refused-request.ts';
import { asker, secured } from '../http/secured.ts';
import { id, oneId } from '../shapes/fields.ts';
import { ClassifiedShape, ClassifyForm, ReaderShape } from '../shapes/reading-shapes.ts';

/** How texts are read. */
export const readingRoutes = apiApp();

const tags = ['Intents'];

readingRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/ai/classify',
    tags,
    summary: 'Read a text as a customer’s message would be read',
    description:
      'By the AI providers in their order, where some are set up and one answers well within two seconds; else by the built-in reader. Nothing of it is kept.',
    ...secured('ai.use'),
    request: { body: jsonBody(ClassifyForm) },
    responses: ok(ClassifiedShape, 'What it wants'),
  }),
  async (c) => {
    const { organizationId, rights } = asker(c).member;
    const { text } = c.req.valid('json');
    const read = unwrap(await classify(c.var.deps, rights, { organizationId, text }));
    return c.json({ ...read, alternatives: [...read.alternatives] }, 200);
  },
);

readingRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/ai/reader',
    tags,
    summary: 'How far the built-in reader is',
    ...secured('ai.use'),
    responses: ok(ReaderShape, 'The reader'),
  }),
  async (c) => {
    const state = await inOrg(c, (tx, member) => readReaderState(tx, member.organizationId));
    return c.json(state, 200);
  },
);

readingRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/classifications/{id}/correct',
    tags,
    summary: 'Say what a message wants; the reader learns from it',
    ...secured('classification.correct'),
    request: {
      params: oneId,
      body: jsonBody(
        z.object({
          intentId: id.nullable().openapi({ description: 'Null: none of the intents' }),
        }),
      ),
    },
    responses: NO_CONTENT,
  }),
  async (c) => {
    const { intentId } = c.req.valid('json');
    const { id: classificationId } = c.req.valid('param');
    await mutate(c, 'classification.correct', { classificationId, intentId });
    return c.body(null, 204);
  },
);
