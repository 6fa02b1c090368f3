import { createRoute, z } from '@hono/zod-openapi';
import { storable } from '@frontdesk/core/text';
import { awaitOutcome, readOutcome } from '@frontdesk/usecases/api-messages/message-outcome';
import { receiveApiMessage } from '@frontdesk/usecases/api-messages/receive-api-message';
import { apiApp, jsonBody, ok } from '../http/api-app.ts';
import { inOrg } from '../http/in-org.ts';
import { uidOf } from '../http/mutate.ts';
import { unwrap } from '../http/refused-request.ts';
import { actor, asker, secured } from '../http/secured.ts';
import { email, id, line } from '../shapes/fields.ts';

/** Customers' messages that programs bring, as seed 000 has it. */
export const incomingMessageRoutes = apiApp();

const MessageForm = z
  .object({
    content: z
      .string()
      .max(100_000)
      .transform(storable)
      .refine((text) => text.trim() !== '', { error: 'Content is required' })
      .openapi({ example: 'I forgot my password and cannot sign in' }),
    customerId: line(200).openapi({
      description: 'Who wrote, as the caller knows them; the same on every channel',
      example: 'cust_123',
    }),
    customerName: line(200).nullish().openapi({ example: 'Ada Lovelace' }),
    customerEmail: email.nullish(),
    customerPhone: z
      .string()
      .regex(/^\+[1-9]\d{4,14}$/, 'a number like +14165551234')
      .nullish(),
    channel: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[a-z][a-z0-9_-]{0,29}$/, 'a word such as sms, email or web')
      .openapi({
        description: 'Each has an inbox of its own, made by its first message',
        example: 'sms',
      }),
  })
  .openapi('CustomerMessage');

const OutcomeShape = z
  .object({
    threadId: id,
    messageId: id,
    intent: z.object({
      category: z.string().nullable().openapi({ description: 'Null where the reader is unsure' }),
      confidence: z.number().min(0).max(1),
    }),
    sopMatched: z.boolean(),
    actions: z.array(
      z.object({
        type: z.string(),
        status: z.enum(['completed', 'pending', 'failed', 'skipped']).openapi({
          description: '`pending`: its turn has not come, or a person decides',
        }),
      }),
    ),
    response: z.string().nullable().openapi({
      description:
        'What was answered. It is stored and not sent: the caller brings it to the customer',
    }),
  })
  .openapi('MessageOutcome');

incomingMessageRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/messages',
    tags: ['Messages'],
    summary: 'Process a customer’s message: thread, intent, procedure, actions, response',
    description:
      'Answers within two seconds; where the work takes longer it goes on, and the answer is 202 with what is known. With an `Idempotency-Key` the message is stored once, and the same request answers with what came of it.',
    ...secured('message.ingest'),
    request: { body: jsonBody(MessageForm) },
    responses: {
      ...ok(OutcomeShape, 'What came of it'),
      202: {
        description: 'Stored, and still at work',
        content: {
          'application/json': { schema: OutcomeShape.extend({ pending: z.literal(true) }) },
        },
      },
    },
  }),
  async (c) => {
    const deadline = performance.now() + c.var.deps.answerWithinMs;
    const { customerName, customerEmail, customerPhone, ...form } = c.req.valid('json');
    const message = {
      ...form,
      customerName: customerName ?? null,
      customerEmail: customerEmail ?? null,
      customerPhone: customerPhone ?? null,
    };
    const { deps } = c.var;
    const key = uidOf(c, actor(c), 'message.ingest');
    const received = unwrap(await receiveApiMessage(deps, asker(c).member, message, key));
    const isDone = await awaitOutcome(deps, received, deadline);
    const outcome = await inOrg(c, (tx) => readOutcome(tx, received));
    return isDone ? c.json(outcome, 200) : c.json({ ...outcome, pending: true as const }, 202);
  },
);
