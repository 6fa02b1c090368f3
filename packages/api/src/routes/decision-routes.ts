import { createRoute, z } from '@hono/zod-openapi';
import { RUN_AUTONOMIES } from '@frontdesk/core/sops/actions';
import { RUN_STATES } from '@frontdesk/core/sops/entities';
import type { DecisionView } from '@frontdesk/usecases/queries/decision-views';
import { type DecisionFilter, listDecisions } from '@frontdesk/usecases/queries/decisions';
import { listRuns } from '@frontdesk/usecases/queries/runs';
import { intentNamed } from '@frontdesk/usecases/queries/sops';
import type { Context } from 'hono';
import { apiApp, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { inOrg } from '../http/in-org.ts';
import { secured } from '../http/secured.ts';
import { DecisionShape, RunShape } from '../shapes/decision-shapes.ts';
import { flag, id, listOf, oneId, paging, pagingBefore } from '../shapes/fields.ts';
import { toUsDollars } from '../shapes/us-dollars.ts';
import { conversationFor } from './conversation-routes.ts';

/** What was read, and what was done about it. */
export const decisionRoutes = apiApp();

const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional()
  .openapi({ type: 'string', format: 'date-time' });

const DecisionQuery = paging.omit({ page: true }).extend({
  intent: z.string().max(80).optional().openapi({
    description: "An intent's name; `none` for messages that nobody could be sure of",
  }),
  sop: id.optional().openapi({ description: "A procedure's id" }),
  state: z.enum(RUN_STATES).optional().openapi({ description: 'Of the run' }),
  autonomy: z.enum(RUN_AUTONOMIES).optional().openapi({ description: 'Of the run' }),
  provider: z
    .string()
    .max(120)
    .optional()
    .openapi({ description: "`embedded` for the built-in reader, or a provider's name" }),
  corrected: flag,
  inboxId: id.optional(),
  from: moment,
  to: moment.openapi({ description: 'Up to, and without, this moment' }),
});

decisionRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/ai/decisions',
    tags: ['Decisions'],
    summary: 'The decision log: how messages were read, and what was done about them',
    description:
      'One row for each message that was read, in the inboxes that I see. Narrowed by something of a run, one for each run.',
    ...secured('ai.read'),
    request: { query: DecisionQuery },
    responses: ok(listOf(DecisionShape), 'Newest first'),
  }),
  async (c) => {
    const { intent, sop, limit, cursor, ...rest } = c.req.valid('query');
    const intentId = await intentAsked(c, intent);
    // A name that nobody has fits nothing.
    if (intentId === NOBODY) return c.json({ data: [], nextCursor: null, limit }, 200);
    const filter: DecisionFilter = { ...rest, sopId: sop, intentId };
    const { data, ...page } = await inOrg(c, (tx, member) =>
      listDecisions(tx, member, filter, { limit, cursor }),
    );
    return c.json({ ...page, data: data.map(decisionOf) }, 200);
  },
);

const decisionOf = ({ microUsd, ...decision }: DecisionView) => ({
  ...decision,
  cost: toUsDollars(microUsd),
});

const NOBODY = Symbol('no such intent');

async function intentAsked(
  c: Context<ApiEnv>,
  name: string | undefined,
): Promise<string | null | undefined | typeof NOBODY> {
  if (name === undefined) return undefined;
  if (name === 'none') return null;
  const found = await inOrg(c, (tx, { organizationId }) => intentNamed(tx, organizationId, name));
  return found ?? NOBODY;
}

decisionRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/conversations/{id}/runs',
    tags: ['Conversations'],
    summary: 'The runs of procedures in a conversation',
    ...secured('conversation.read'),
    request: {
      params: oneId,
      query: pagingBefore('A timeline number'),
    },
    responses: ok(
      z.object({ data: z.array(RunShape), hasMore: z.boolean() }),
      'Newest first, with their steps; go on with `before` = the lowest number',
    ),
  }),
  async (c) => {
    const conversation = await conversationFor(c, c.req.valid('param').id);
    const query = c.req.valid('query');
    return c.json(await inOrg(c, (tx) => listRuns(tx, conversation.id, query)), 200);
  },
);
