import { z } from '@hono/zod-openapi';
import { PRIORITIES } from '@frontdesk/core/entities';
import { RUN_AUTONOMIES } from '@frontdesk/core/sops/actions';
import { RUN_STATES, STEP_STATES } from '@frontdesk/core/sops/entities';
import { id, time } from './fields.ts';
import { usDollars } from './us-dollars.ts';

const named = z.object({ id, name: z.string() });

const run = {
  id,
  sopId: id,
  sopVersion: z.int(),
  title: z.string(),
  score: z.number().openapi({ description: 'How well the procedure fits, 0 to 1' }),
  because: z.string(),
  autonomy: z.string().openapi({ enum: [...RUN_AUTONOMIES] }),
  state: z.string().openapi({ enum: [...RUN_STATES] }),
  reason: z.string().nullable().openapi({
    description: 'Why it stopped, failed, or may do less than its procedure says',
  }),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
};

const step = {
  action: z.string(),
  state: z.string().openapi({ enum: [...STEP_STATES] }),
  error: z.string().nullable(),
};

export const DecisionShape = z
  .object({
    id,
    at: time,
    messageId: id,
    number: z.int().openapi({ description: "The message's place in the timeline" }),
    preview: z.string().openapi({ description: 'The first of what the customer wrote' }),
    conversationId: id,
    inboxId: id,
    contact: z.object({ id: z.string(), name: z.string() }),
    intent: named.nullable().openapi({ description: 'As it counts now; null: nobody is sure' }),
    confidence: z.number().min(0).max(1),
    corrected: z
      .object({ read: named.nullable(), by: named.nullable(), at: time })
      .nullable()
      .openapi({ description: '`read` is what the machine had said' }),
    language: z.string().nullable(),
    urgency: z.string().openapi({ enum: [...PRIORITIES] }),
    provider: z
      .string()
      .openapi({ description: '`embedded` for the built-in reader, or the name of a provider' }),
    ms: z.int(),
    cost: usDollars.openapi({ description: 'What providers took for it, in US dollars' }),
    run: z
      .object({ ...run, steps: z.array(z.object(step)), approvedBy: z.array(named) })
      .nullable(),
  })
  .openapi('Decision');

export const RunShape = z
  .object({
    ...run,
    conversationId: id,
    messageId: id,
    number: z.int().openapi({ description: 'The place of the message that called for it' }),
    guide: z.array(z.string()).openapi({ description: 'The plain steps of that version' }),
    confidence: z.number(),
    minutesSaved: z.int(),
    endedById: id.nullable(),
    steps: z.array(
      z.object({
        ...step,
        id,
        position: z.int(),
        input: z.unknown().openapi({ description: 'Parameters, with variables filled in' }),
        autonomy: z.string().openapi({ enum: [...RUN_AUTONOMIES] }),
        result: z.unknown(),
        approvedById: id.nullable(),
        approvedAt: time.nullable(),
        startedAt: time.nullable(),
        endedAt: time.nullable(),
        createdAt: time,
        updatedAt: time,
        rev: z.int(),
      }),
    ),
    createdAt: time,
    updatedAt: time,
    rev: z.int(),
  })
  .openapi('Run');
