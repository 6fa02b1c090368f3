import { createRoute, z } from '@hono/zod-openapi';
import type { ConversationStatus } from '@frontdesk/core/entities';
import { unreachable } from '@frontdesk/core/assert';
import {
  type ConversationFilter,
  type ConversationView,
  listConversations,
} from '@frontdesk/usecases/queries/conversations';
import { type MessageView, listMessages } from '@frontdesk/usecases/queries/timeline';
import { apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import { requireRev } from '../http/if-match.ts';
import { inOrg } from '../http/in-org.ts';
import { secured } from '../http/secured.ts';
import { id, numberedPaging, oneId, time } from '../shapes/fields.ts';
import { assigneeOf, change, conversationFor } from './conversation-routes.ts';
import { reply } from './timeline-routes.ts';

/** Conversations in the words of seed 000, whose system called them threads. */
export const threadRoutes = apiApp();

const tags = ['Threads'];

const THREAD_STATUSES = ['open', 'closed', 'escalated'] as const;
type ThreadStatus = (typeof THREAD_STATUSES)[number];

const status = z.enum(THREAD_STATUSES).openapi({ description: '`escalated` is open and urgent' });

const ThreadMessageShape = z
  .object({
    id,
    threadId: id,
    content: z.string(),
    role: z.enum(['customer', 'operator', 'system']),
    channel: z.string(),
    metadata: z.unknown(),
    createdAt: time,
  })
  .openapi('ThreadMessage');

const ThreadShape = z
  .object({
    id,
    customerId: z.string(),
    customerName: z.string(),
    customerEmail: z.string().nullable(),
    customerPhone: z.string().nullable(),
    channel: z.string(),
    status,
    intent: z.string().nullable(),
    confidence_score: z.number().nullable(),
    assignedTo: id.nullable(),
    createdAt: time,
    updatedAt: time,
    resolvedAt: time.nullable(),
  })
  .openapi('Thread');

const WholeThreadShape = ThreadShape.extend({ messages: z.array(ThreadMessageShape) });

const CLOSED: readonly ConversationStatus[] = ['RESOLVED', 'CLOSED', 'SPAM'];

/** What a thread's status asks of conversations. */
function filterOf(asked: ThreadStatus | undefined): ConversationFilter {
  switch (asked) {
    case undefined:
      return {};
    case 'open':
      return { statuses: ['OPEN', 'PENDING'] };
    case 'closed':
      return { statuses: CLOSED };
    case 'escalated':
      return { statuses: ['OPEN', 'PENDING'], priority: 'URGENT' };
    default:
      return unreachable(asked);
  }
}

function statusOf(conversation: ConversationView): ThreadStatus {
  if (CLOSED.some((closed) => closed === conversation.status)) return 'closed';
  return conversation.priority === 'URGENT' ? 'escalated' : 'open';
}

const threadOf = (conversation: ConversationView) => ({
  id: conversation.id,
  customerId: conversation.contact.id,
  customerName: conversation.contact.name,
  customerEmail: conversation.contact.email,
  customerPhone: conversation.contact.phone,
  channel: conversation.channel,
  status: statusOf(conversation),
  intent: conversation.intent.category,
  confidence_score: conversation.intent.confidence,
  assignedTo: conversation.assigneeId,
  createdAt: conversation.createdAt,
  updatedAt: conversation.updatedAt,
  resolvedAt: conversation.resolvedAt,
});

const threadMessageOf = (message: MessageView, channel: string) => ({
  id: message.id,
  threadId: message.conversationId,
  content: message.text,
  role: roleOf(message.authorKind),
  channel,
  metadata: message.metadata,
  createdAt: message.createdAt,
});

function roleOf(authorKind: string): 'customer' | 'operator' | 'system' {
  if (authorKind === 'CUSTOMER') return 'customer';
  return authorKind === 'USER' || authorKind === 'API' ? 'operator' : 'system';
}

threadRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/threads',
    tags,
    summary: 'List threads',
    ...secured('conversation.read'),
    request: {
      query: numberedPaging.extend({
        status: status.optional(),
        assignedTo: z.union([z.literal('me'), z.literal('none'), id]).optional(),
      }),
    },
    responses: ok(
      z.object({
        threads: z.array(ThreadShape),
        page: z.int(),
        limit: z.int(),
        total: z.int(),
      }),
      'By last message, newest first',
    ),
  }),
  async (c) => {
    const { status: asked, assignedTo, ...paging } = c.req.valid('query');
    const filter = { ...filterOf(asked), assigneeId: assigneeOf(c, assignedTo) };
    const found = await inOrg(c, (tx, member) => listConversations(tx, member, filter, paging));
    return c.json({ threads: found.data.map(threadOf), ...paging, total: found.total ?? 0 }, 200);
  },
);

threadRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/threads/{id}',
    tags,
    summary: 'One thread with its messages',
    ...secured('conversation.read'),
    request: { params: oneId },
    responses: ok(WholeThreadShape, 'The thread; its newest 200 messages, oldest first'),
  }),
  async (c) => {
    const conversation = await conversationFor(c, c.req.valid('param').id);
    const { data } = await inOrg(c, (tx) => listMessages(tx, conversation.id, { limit: 200 }));
    const messages = data.map((message) => threadMessageOf(message, conversation.channel));
    return c.json({ ...threadOf(conversation), messages }, 200);
  },
);

threadRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/threads/{id}',
    tags,
    summary: 'Change status or assignment',
    ...secured('conversation.status'),
    request: {
      params: oneId,
      body: jsonBody(z.object({ status, assignedTo: id.nullable() }).partial()),
    },
    responses: ok(ThreadShape, 'The thread'),
  }),
  async (c) => {
    const before = await conversationFor(c, c.req.valid('param').id);
    requireRev(c, before.rev);
    const { status: asked, assignedTo } = c.req.valid('json');
    await change(c, before.id, { ...changeOf(asked, before), assigneeId: assignedTo });
    return c.json(threadOf(await conversationFor(c, before.id)), 200);
  },
);

/** An escalated thread that is opened again is urgent no longer. */
function changeOf(asked: ThreadStatus | undefined, before: ConversationView) {
  if (asked === undefined) return {};
  if (asked === 'closed') return { status: 'CLOSED' as const };
  if (asked === 'escalated') return { status: 'OPEN' as const, priority: 'URGENT' as const };
  const calm = before.priority === 'URGENT' ? { priority: 'NORMAL' as const } : {};
  return { status: 'OPEN' as const, ...calm };
}

threadRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/threads/{id}/messages',
    tags,
    summary: 'Add a message',
    ...secured('conversation.reply'),
    request: {
      params: oneId,
      body: jsonBody(z.object({ content: z.string().trim().min(1).max(100_000) })),
    },
    responses: created(ThreadMessageShape, 'The message'),
  }),
  async (c) => {
    const conversation = await conversationFor(c, c.req.valid('param').id);
    const form = { id: undefined, text: c.req.valid('json').content, attachmentIds: [] };
    const message = await reply(c, conversation, form);
    return c.json(threadMessageOf(message, conversation.channel), 201);
  },
);
