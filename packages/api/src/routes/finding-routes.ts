import { createRoute, z } from '@hono/zod-openapi';
import { QUERY_CHARS } from '@frontdesk/core/search-tokens';
import { retryDelivery } from '@frontdesk/usecases/dead-letters';
import { listContacts, newestConversations } from '@frontdesk/usecases/queries/contacts';
import { listDeadSends, listUnreadDeliveries } from '@frontdesk/usecases/queries/dead-letters';
import { searchContacts, searchMessages } from '@frontdesk/usecases/queries/search';
import { apiApp, ok } from '../http/api-app.ts';
import { given } from '../http/given.ts';
import { inOrg } from '../http/in-org.ts';
import { mutate } from '../http/mutate.ts';
import { unwrap } from '../http/refused-request.ts';
import { by, secured } from '../http/secured.ts';
import { ContactShape, MessageShape } from '../shapes/conversation-shapes.ts';
import { id, listOf, oneId, paging, time } from '../shapes/fields.ts';
import { conversationFor } from './conversation-routes.ts';
import { messageFor } from './timeline-routes.ts';

/** What is searched for, and what did not get through. */
export const findingRoutes = apiApp();

const MatchShape = z
  .object({
    messageId: id,
    conversationId: id,
    inboxId: id,
    number: z.int(),
    text: z.string(),
    direction: z.string(),
    contactName: z.string(),
    createdAt: time,
  })
  .openapi('MessageMatch');

const FOUND_CONTACTS = 10;

const FoundContactShape = ContactShape.extend({
  conversation: z
    .object({ id, lastMessageAt: time.nullable() })
    .nullable()
    .openapi({ description: 'The newest one with it that you may see' }),
}).openapi('FoundContact');

findingRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/search',
    tags: ['Search'],
    summary: 'Search messages and contacts, in any script',
    ...secured('conversation.read', { bucket: 'bulk' }),
    request: {
      query: z.object({
        q: z.string().trim().min(1).max(QUERY_CHARS),
        limit: z.coerce.number().int().min(1).max(100).default(20),
        before: id.optional().openapi({ description: 'Go on behind this message id' }),
      }),
    },
    responses: ok(
      z.object({ messages: z.array(MatchShape), contacts: z.array(FoundContactShape) }),
      'Newest first. Every word has to be there; the last one may be a beginning',
    ),
  }),
  async (c) => {
    const { q: text, limit, before } = c.req.valid('query');
    const answer = await inOrg(c, async (tx, member) => {
      const messages = await searchMessages(tx, member, given({ text, limit, before }));
      const ids =
        before === undefined ? await searchContacts(tx, member, text, FOUND_CONTACTS) : [];
      const { data } = await listContacts(tx, member, { ids }, { limit: FOUND_CONTACTS });
      const newest = await newestConversations(tx, member, ids);
      const contacts = data.map((one) => ({ ...one, conversation: newest.get(one.id) ?? null }));
      return { messages, contacts };
    });
    return c.json(answer, 200);
  },
);

const DeadSendShape = z
  .object({
    messageId: id,
    conversationId: id,
    inboxId: id,
    state: z.string().openapi({ enum: ['DEAD', 'UNCERTAIN'] }),
    attempts: z.int(),
    error: z.string().nullable(),
    text: z.string(),
    seenUpTo: z.int().nullable(),
    at: time,
  })
  .openapi('DeadSend');

findingRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/dead-letters',
    tags: ['Dead letters'],
    summary: 'Messages that did not leave, or of which nobody knows',
    ...secured('deadLetter.read'),
    request: { query: paging },
    responses: ok(listOf(DeadSendShape), 'Newest first'),
  }),
  async (c) =>
    c.json(await inOrg(c, (tx, member) => listDeadSends(tx, member, c.req.valid('query'))), 200),
);

findingRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/dead-letters/{id}/retry',
    tags: ['Dead letters'],
    summary: 'Try again',
    description:
      'The id is the message. An uncertain one may arrive twice: that is for a person to decide.',
    ...secured('deadLetter.retry'),
    request: {
      params: oneId,
      body: {
        content: {
          'application/json': { schema: z.object({ seenUpTo: z.int().min(0).optional() }) },
        },
      },
    },
    responses: ok(MessageShape, 'The message, on its way again'),
  }),
  async (c) => {
    const message = await messageFor(c, c.req.valid('param').id);
    const { lastNumber } = await conversationFor(c, message.conversationId);
    const seenUpTo = c.req.valid('json').seenUpTo ?? lastNumber;
    await mutate(c, 'message.send', { messageId: message.id, seenUpTo });
    return c.json(await messageFor(c, message.id), 200);
  },
);

const DeliveryShape = z
  .object({
    id,
    inboxId: id,
    state: z.string().openapi({ enum: ['UNPARSED', 'FAILED'] }),
    attempts: z.int(),
    error: z.string().nullable(),
    at: time,
  })
  .openapi('UnreadDelivery');

findingRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/dead-letters/deliveries',
    tags: ['Dead letters'],
    summary: 'Webhooks that were taken but could not be read',
    ...secured('deadLetter.read'),
    request: { query: paging },
    responses: ok(listOf(DeliveryShape), 'Newest first; nothing of them is lost'),
  }),
  async (c) =>
    c.json(
      await inOrg(c, (tx, member) => listUnreadDeliveries(tx, member, c.req.valid('query'))),
      200,
    ),
);

findingRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/dead-letters/deliveries/{id}/retry',
    tags: ['Dead letters'],
    summary: 'Try once more to read one',
    ...secured('deadLetter.retry'),
    request: { params: oneId },
    responses: {
      202: { description: 'It is read again; what was applied before is not applied twice' },
    },
  }),
  async (c) => {
    unwrap(await retryDelivery(c.var.deps, by(c), c.req.valid('param').id));
    return c.body(null, 202);
  },
);
