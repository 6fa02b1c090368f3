import { z } from '@hono/zod-openapi';
import {
  AUTHOR_KINDS,
  CHANNELS,
  CONVERSATION_STATUSES,
  PRIORITIES,
} from '@frontdesk/core/entities';
import { id, time } from './fields.ts';

const nullableTime = time.nullable();

/** What the newest message wants. */
const IntentOfConversation = z.object({
  id: id.nullable(),
  category: z
    .string()
    .nullable()
    .openapi({ description: "The intent's name; null when nobody can be sure", example: 'refund' }),
  confidence: z
    .number()
    .nullable()
    .openapi({ description: '0 to 1; 1 once a person has said so; null before anything was read' }),
});

export const ConversationShape = z
  .object({
    id,
    inboxId: id,
    channel: z.string().openapi({ enum: [...CHANNELS] }),
    identityId: id,
    cardId: id,
    contact: z.object({
      id: z.string(),
      name: z.string(),
      phone: z.string().nullable(),
      email: z.string().nullable(),
    }),
    subject: z.string().nullable(),
    status: z.string().openapi({ enum: [...CONVERSATION_STATUSES] }),
    priority: z.string().openapi({ enum: [...PRIORITIES] }),
    snoozedUntil: nullableTime,
    assigneeId: id.nullable(),
    teamId: id.nullable(),
    tagIds: z.array(id),
    intent: IntentOfConversation,
    lastNumber: z.int(),
    lastInboundNumber: z.int(),
    lastMessageAt: nullableTime,
    lastMessagePreview: z.string().nullable(),
    lastMessageDirection: z.string().nullable(),
    lastMessageAuthorKind: z
      .string()
      .nullable()
      .openapi({ enum: [...AUTHOR_KINDS, null] }),
    lastMessageAuthorId: id.nullable().openapi({ description: 'The member who wrote it' }),
    lastInboundAt: nullableTime,
    waitingSince: nullableTime,
    episode: z.int(),
    resolvedAt: nullableTime,
    aiRunId: id.nullable().openapi({ description: 'The run by which the AI is on it' }),
    createdAt: time,
    updatedAt: time,
    rev: z.int(),
  })
  .openapi('Conversation');

export const AttachmentShape = z
  .object({
    id,
    messageId: id.nullable(),
    kind: z.string(),
    fileName: z.string(),
    mimeType: z.string(),
    size: z.int(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    hasThumbnail: z.boolean(),
    state: z.string(),
    errorText: z.string().nullable(),
  })
  .openapi('Attachment');

export const MessageShape = z
  .object({
    id,
    conversationId: id,
    number: z.int().openapi({ description: 'Place in the timeline' }),
    episode: z.int(),
    direction: z.string().openapi({ enum: ['INBOUND', 'OUTBOUND'] }),
    type: z.string(),
    text: z.string(),
    truncated: z
      .boolean()
      .openapi({ description: 'In lists: `GET /messages/:id` has the whole text' }),
    status: z.string().openapi({
      description: 'PENDING, SENT, DELIVERED, READ, FAILED, UNCERTAIN, REVOKED, or RECEIVED',
    }),
    state: z
      .string()
      .openapi({ description: 'As `status`, with PENDING told apart: QUEUED, HELD, SENDING' }),
    authorKind: z.string(),
    authorId: id.nullable(),
    replyToId: id.nullable(),
    vendorAt: nullableTime,
    errorCode: z.string().nullable(),
    errorText: z.string().nullable(),
    sentAt: nullableTime,
    deliveredAt: nullableTime,
    readAt: nullableTime,
    metadata: z.unknown(),
    attachments: z.array(AttachmentShape),
    createdAt: time,
    updatedAt: time,
    rev: z.int(),
  })
  .openapi('Message');

export const NoteShape = z
  .object({
    id,
    conversationId: id,
    number: z.int(),
    authorId: id,
    text: z.string(),
    mentions: z.array(id),
    createdAt: time,
    updatedAt: time,
    rev: z.int(),
  })
  .openapi('Note');

export const ContactShape = z
  .object({
    id,
    name: z.string(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    language: z.string().nullable(),
    timezone: z.string().nullable(),
    blocked: z.boolean(),
    fields: z.record(z.string(), z.unknown()),
    tagIds: z.array(id),
    lastMessageAt: nullableTime,
    createdAt: time,
    updatedAt: time,
    rev: z.int(),
  })
  .openapi('Contact');

export const WholeContactShape = ContactShape.extend({
  identities: z.array(
    z.object({
      id,
      channel: z.string(),
      key: z.string(),
      displayName: z.string().nullable(),
      phone: z.string().nullable(),
    }),
  ),
}).openapi('ContactWithIdentities');
