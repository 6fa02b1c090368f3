import { createRoute, z } from '@hono/zod-openapi';
import { CONVERSATION_STATUSES, PRIORITIES } from '@frontdesk/core/entities';
import { listConversations, readConversation } from '@frontdesk/usecases/queries/conversations';
import { listMessages } from '@frontdesk/usecases/queries/timeline';
import type { Context } from 'hono';
import { apiApp, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { requireRev } from '../http/if-match.ts';
import { inOrg } from '../http/in-org.ts';
import { mutate } from '../http/mutate.ts';
import { found } from '../http/refused-request.ts';
import { asker, secured } from '../http/secured.ts';
import { ConversationShape, MessageShape } from '../shapes/conversation-shapes.ts';
import { id, listOf, oneId, paging } from '../shapes/fields.ts';

export const conversationRoutes = apiApp();

const tags = ['Conversations'];

/** Several words in one query parameter, such as `status=OPEN,PENDING`. */
const words = <T extends string>(known: readonly [T, ...T[]]) =>
  z
    .string()
    .transform((text) => text.toUpperCase().split(','))
    .pipe(z.array(z.enum(known)).min(1));

/** `me`, a user id, or `none`. */
const assignee = z.union([z.literal('me'), z.literal('none'), id]);

export const ConversationQuery = paging.extend({
  status: words(CONVERSATION_STATUSES)
    .optional()
    .openapi({ type: 'string', example: 'OPEN,PENDING' }),
  priority: z.enum(PRIORITIES).optional(),
  assignedTo: assignee.optional(),
  inboxId: id.optional(),
  teamId: id.optional(),
  tagId: id.optional(),
});

/** A conversation that the caller may see; anything else ends the request with NOT_FOUND. */
export const conversationFor = async (c: Context<ApiEnv>, conversationId: string) =>
  found(
    await inOrg(c, (tx, member) => readConversation(tx, member, conversationId)),
    'conversation',
  );

/** The user id that `assignedTo` means: null for nobody, undefined for anybody. */
export function assigneeOf(
  c: Context<ApiEnv>,
  asked: string | undefined,
): string | null | undefined {
  if (asked === 'me') return asker(c).member.userId;
  return asked === 'none' ? null : asked;
}

conversationRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/conversations',
    tags,
    summary: 'List conversations',
    ...secured('conversation.read'),
    request: { query: ConversationQuery },
    responses: ok(listOf(ConversationShape), 'By last message, newest first'),
  }),
  async (c) => {
    const { status, assignedTo, ...query } = c.req.valid('query');
    const filter = { ...query, statuses: status, assigneeId: assigneeOf(c, assignedTo) };
    return c.json(
      await inOrg(c, (tx, member) => listConversations(tx, member, filter, query)),
      200,
    );
  },
);

conversationRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/conversations/{id}',
    tags,
    summary: 'One conversation with its newest messages',
    ...secured('conversation.read'),
    request: { params: oneId },
    responses: ok(
      ConversationShape.extend({ messages: z.array(MessageShape), hasMore: z.boolean() }),
      'The conversation; its messages oldest first',
    ),
  }),
  async (c) => {
    const conversation = await conversationFor(c, c.req.valid('param').id);
    const page = await inOrg(c, (tx) => listMessages(tx, conversation.id, { limit: NEWEST }));
    c.header('etag', `"${conversation.rev}"`);
    return c.json({ ...conversation, messages: page.data, hasMore: page.hasMore }, 200);
  },
);

const NEWEST = 50;

const ConversationPatch = z
  .object({
    status: z.enum(CONVERSATION_STATUSES),
    priority: z.enum(PRIORITIES),
    snoozedUntil: z.iso.datetime({ offset: true }).nullable(),
    assigneeId: id.nullable(),
    teamId: id.nullable(),
  })
  .partial();

type Patch = z.output<typeof ConversationPatch>;

conversationRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/conversations/{id}',
    tags,
    summary: 'Change status, priority, snooze or who has it',
    ...secured('conversation.status'),
    request: { params: oneId, body: jsonBody(ConversationPatch) },
    responses: ok(ConversationShape, 'The conversation'),
  }),
  async (c) => {
    const before = await conversationFor(c, c.req.valid('param').id);
    requireRev(c, before.rev);
    await change(c, before.id, c.req.valid('json'));
    return c.json(await conversationFor(c, before.id), 200);
  },
);

/** One mutation for each field: they are separate decisions, each with its own line in the timeline. */
export async function change(
  c: Context<ApiEnv>,
  conversationId: string,
  patch: Patch,
): Promise<void> {
  const { status, priority, snoozedUntil, assigneeId, teamId } = patch;
  if (assigneeId !== undefined) {
    await mutate(c, 'conversation.assign', { conversationId, userId: assigneeId });
  }
  if (teamId !== undefined) await mutate(c, 'conversation.assignTeam', { conversationId, teamId });
  if (priority !== undefined)
    await mutate(c, 'conversation.setPriority', { conversationId, priority });
  if (status !== undefined) await mutate(c, 'conversation.setStatus', { conversationId, status });
  if (snoozedUntil !== undefined) {
    await mutate(c, 'conversation.snooze', { conversationId, until: snoozedUntil });
  }
}

conversationRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/conversations/{id}/assign',
    tags,
    summary: 'Assign to a user or a team; null takes it away',
    ...secured('conversation.assign'),
    request: {
      params: oneId,
      body: jsonBody(
        z
          .object({ userId: id.nullable(), teamId: id.nullable() })
          .partial()
          .refine((v) => v.userId !== undefined || v.teamId !== undefined, 'userId or teamId'),
      ),
    },
    responses: ok(ConversationShape, 'The conversation'),
  }),
  async (c) => {
    const { id: conversationId } = await conversationFor(c, c.req.valid('param').id);
    const { userId, teamId } = c.req.valid('json');
    await change(c, conversationId, { assigneeId: userId, teamId });
    return c.json(await conversationFor(c, conversationId), 200);
  },
);

conversationRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/conversations/{id}/close',
    tags,
    summary: 'Close',
    ...secured('conversation.status'),
    request: { params: oneId },
    responses: ok(ConversationShape, 'The conversation'),
  }),
  async (c) => {
    const { id: conversationId } = await conversationFor(c, c.req.valid('param').id);
    await change(c, conversationId, { status: 'CLOSED' });
    return c.json(await conversationFor(c, conversationId), 200);
  },
);

conversationRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/conversations/{id}/read',
    tags,
    summary: 'Mark as read up to a place in the timeline',
    ...secured('conversation.read'),
    request: { params: oneId, body: jsonBody(z.object({ upTo: z.int().min(0) })) },
    responses: { 204: { description: 'Done' } },
  }),
  async (c) => {
    const { id: conversationId } = await conversationFor(c, c.req.valid('param').id);
    await mutate(c, 'conversation.markRead', { conversationId, upTo: c.req.valid('json').upTo });
    return c.body(null, 204);
  },
);
