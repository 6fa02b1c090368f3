import { createRoute, z } from '@hono/zod-openapi';
import { newId } from '@frontdesk/core/ids';
import { storable } from '@frontdesk/core/text';
import {
  listMessages,
  readMessage,
  readNote,
  readTimeline,
} from '@frontdesk/usecases/queries/timeline';
import type { Context } from 'hono';
import { NO_CONTENT, apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { inOrg } from '../http/in-org.ts';
import { create, mutate } from '../http/mutate.ts';
import { found } from '../http/refused-request.ts';
import { secured } from '../http/secured.ts';
import { ConversationShape, MessageShape, NoteShape } from '../shapes/conversation-shapes.ts';
import { id, oneId, pagingBefore } from '../shapes/fields.ts';
import { newRowId } from '../shapes/workspace-shapes.ts';
import { conversationFor } from './conversation-routes.ts';

/** What stands in a conversation, and what is added to it. */
export const timelineRoutes = apiApp();

const tags = ['Messages'];

const page = pagingBefore('A timeline number');

export const messageFor = async (c: Context<ApiEnv>, messageId: string) =>
  found(await inOrg(c, (tx, member) => readMessage(tx, member, messageId)), 'message');

timelineRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/conversations/{id}/messages',
    tags,
    summary: 'A page of messages',
    ...secured('conversation.read'),
    request: { params: oneId, query: page },
    responses: ok(
      z.object({ data: z.array(MessageShape), hasMore: z.boolean() }),
      'Oldest of the page first; go on with `before` = the lowest number',
    ),
  }),
  async (c) => {
    const conversation = await conversationFor(c, c.req.valid('param').id);
    const query = c.req.valid('query');
    return c.json(await inOrg(c, (tx) => listMessages(tx, conversation.id, query)), 200);
  },
);

timelineRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/conversations/{id}/timeline',
    tags,
    summary: 'A page of messages, notes, events, readings and runs as rows of the sync protocol',
    ...secured('conversation.read', { bucket: 'bulk' }),
    request: { params: oneId, query: page },
    responses: ok(
      z.object({
        messages: z.array(z.record(z.string(), z.unknown())),
        notes: z.array(z.record(z.string(), z.unknown())),
        events: z.array(z.record(z.string(), z.unknown())),
        attachments: z.array(z.record(z.string(), z.unknown())),
        classifications: z.array(z.record(z.string(), z.unknown())),
        runs: z.array(z.record(z.string(), z.unknown())),
        steps: z.array(z.record(z.string(), z.unknown())),
      }),
      'What a replica holds of a conversation, for what is older than it holds',
    ),
  }),
  async (c) => {
    const conversation = await conversationFor(c, c.req.valid('param').id);
    const query = c.req.valid('query');
    return c.json(await inOrg(c, (tx) => readTimeline(tx, conversation.id, query)), 200);
  },
);

const ReplyForm = z
  .object({
    id: newRowId,
    text: z.string().max(100_000).transform(storable).optional(),
    content: z.string().max(100_000).transform(storable).optional(),
    attachmentIds: z.array(id).max(10).default([]),
    replyToId: id.optional(),
    seenUpTo: z.int().min(0).optional().openapi({
      description: 'The newest timeline number that the author had seen; absent: everything',
    }),
  })
  .transform(({ text, content, ...rest }) => ({ ...rest, text: text ?? content ?? '' }))
  .refine((v) => v.text.trim() !== '' || v.attachmentIds.length > 0, {
    error: 'a text or an attachment',
    path: ['text'],
  })
  .openapi('NewMessage');

timelineRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/conversations/{id}/messages',
    tags,
    summary: 'Answer the customer',
    description:
      'Stored and queued; receipts follow. When somebody has written meanwhile that the author had not seen, the message is HELD until a person decides.',
    ...secured('conversation.reply'),
    request: { params: oneId, body: jsonBody(ReplyForm) },
    responses: created(MessageShape, 'The message'),
  }),
  async (c) => {
    const conversation = await conversationFor(c, c.req.valid('param').id);
    return c.json(await reply(c, conversation, c.req.valid('json')), 201);
  },
);

type Reply = z.output<typeof ReplyForm>;

/** Sends a reply as the caller and reads it back. */
export async function reply(
  c: Context<ApiEnv>,
  conversation: { readonly id: string; readonly lastNumber: number },
  { id: chosen, text, attachmentIds, replyToId, seenUpTo }: Reply,
) {
  const messageId = await create(c, 'conversation.reply', {
    idField: 'messageId',
    chosen,
    args: (made) => ({
      messageId: made,
      conversationId: conversation.id,
      text,
      attachmentIds,
      ...(replyToId === undefined ? {} : { replyToId }),
      seenUpTo: seenUpTo ?? conversation.lastNumber,
    }),
  });
  return messageFor(c, messageId);
}

timelineRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/conversations/{id}/notes',
    tags,
    summary: 'Add an internal note',
    ...secured('conversation.note'),
    request: {
      params: oneId,
      body: jsonBody(
        z
          .object({
            id: newRowId,
            text: z.string().min(1).max(8_000).transform(storable).optional(),
            content: z.string().min(1).max(8_000).transform(storable).optional(),
            mentions: z.array(id).max(50).default([]),
          })
          .transform(({ text, content, ...rest }) => ({ ...rest, text: text ?? content ?? '' }))
          .refine((v) => v.text !== '', { error: 'a text', path: ['text'] }),
      ),
    },
    responses: created(NoteShape, 'The note'),
  }),
  async (c) => {
    const { id: conversationId } = await conversationFor(c, c.req.valid('param').id);
    const { id: chosen, text, mentions } = c.req.valid('json');
    const args = { noteId: chosen ?? newId(), conversationId, text, mentions };
    const number = numberOf(await mutate(c, 'conversation.note', args));
    const note = await inOrg(c, (tx) => readNote(tx, conversationId, number));
    return c.json(found(note, 'note'), 201);
  },
);

/** A note is found again by its place, also where an Idempotency-Key was used before. */
const numberOf = (data: unknown): number => z.object({ number: z.int() }).parse(data).number;

timelineRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/conversations/{id}/tags',
    tags,
    summary: 'Tag a conversation',
    ...secured('conversation.tag'),
    request: { params: oneId, body: jsonBody(z.object({ tagId: id })) },
    responses: ok(ConversationShape, 'The conversation'),
  }),
  async (c) => {
    const { id: conversationId } = await conversationFor(c, c.req.valid('param').id);
    await mutate(c, 'conversation.tag', { conversationId, tagId: c.req.valid('json').tagId });
    return c.json(await conversationFor(c, conversationId), 200);
  },
);

timelineRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/conversations/{id}/tags/{tagId}',
    tags,
    summary: 'Take a tag off a conversation',
    ...secured('conversation.tag'),
    request: { params: z.object({ id, tagId: id }) },
    responses: NO_CONTENT,
  }),
  async (c) => {
    const { id: asked, tagId } = c.req.valid('param');
    const { id: conversationId } = await conversationFor(c, asked);
    await mutate(c, 'conversation.untag', { conversationId, tagId });
    return c.body(null, 204);
  },
);

timelineRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/messages/{id}',
    tags,
    summary: 'One message with its whole text',
    ...secured('conversation.read'),
    request: { params: oneId },
    responses: ok(MessageShape, 'The message'),
  }),
  async (c) => c.json(await messageFor(c, c.req.valid('param').id), 200),
);

timelineRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/messages/{id}/send',
    tags,
    summary: 'Send a held, failed or uncertain message',
    description:
      'A decision of a person, written to the timeline: an uncertain message may arrive twice.',
    ...secured('conversation.reply'),
    request: { params: oneId, body: jsonBody(z.object({ seenUpTo: z.int().min(0) })) },
    responses: ok(MessageShape, 'The message'),
  }),
  async (c) => {
    const { id: messageId } = await messageFor(c, c.req.valid('param').id);
    await mutate(c, 'message.send', { messageId, seenUpTo: c.req.valid('json').seenUpTo });
    return c.json(await messageFor(c, messageId), 200);
  },
);

timelineRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/messages/{id}',
    tags,
    summary: 'Take a message back, where the channel allows it',
    ...secured('message.revoke'),
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    const { id: messageId } = await messageFor(c, c.req.valid('param').id);
    await mutate(c, 'message.revoke', { messageId });
    return c.body(null, 204);
  },
);
