import { z } from '@hono/zod-openapi';
import { storable } from '@frontdesk/core/text';
import { AUTONOMIES } from '@frontdesk/core/sops/actions';
import { CONVERSATION_STATUSES } from '@frontdesk/core/entities';
import { id, line, time } from './fields.ts';
import { newRowId } from './workspace-shapes.ts';

/** What a procedure does, each with its own parameters. */
const action = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('send_reply'),
      text: z.string().min(1).max(8_000).openapi({
        description: 'May hold variables such as `{{contact.name}}`; a missing one blocks the step',
      }),
    }),
    z.strictObject({ type: z.literal('add_tag'), tagId: id }),
    z.strictObject({
      type: z.literal('assign'),
      userId: id.nullable().default(null),
      teamId: id.nullable().default(null),
    }),
    z.strictObject({ type: z.literal('set_status'), status: z.enum(CONVERSATION_STATUSES) }),
    z.strictObject({ type: z.literal('escalate'), reason: line(300) }),
    z.strictObject({ type: z.literal('call_webhook'), webhookId: id }),
    z.strictObject({ type: z.literal('send_reset_link'), webhookId: id }),
  ])
  .openapi('SopAction');

const rate = z.number().min(0).max(1).nullable();

const Content = {
  title: z.string(),
  description: z.string(),
  keywords: z.array(z.string()),
  steps: z.array(z.string()).openapi({ description: 'Plain sentences, in order' }),
  actions: z.array(action),
};

const autonomy = z.string().openapi({
  enum: [...AUTONOMIES],
  description: 'How far it may go by itself. Some actions may never go as far as others',
});

export const SopShape = z
  .object({
    id,
    ...Content,
    intentId: id.nullable(),
    intent: z.string().nullable().openapi({ description: "The intent's name" }),
    priority: z.int(),
    enabled: z.boolean(),
    autonomy,
    version: z.int().openapi({ description: 'Raised by each change; a run keeps its own' }),
    minutesSaved: z.int(),
    runsEnded: z.int(),
    runsDone: z.int(),
    successRate: rate.openapi({ description: 'runsDone / runsEnded; null before the first' }),
    createdAt: time,
    updatedAt: time,
    rev: z.int().openapi({ description: 'For `If-Match`: the same as `version`' }),
  })
  .openapi('Sop');

export const SopVersionShape = z
  .object({
    version: z.int(),
    ...Content,
    intentId: id.nullable(),
    intent: z.string().nullable(),
    autonomy,
    authorId: id.nullable(),
    createdAt: time,
  })
  .openapi('SopVersion');

const text = (max: number) => z.string().trim().max(max).transform(storable);

/** The fields of a procedure by the seed's names; ours differ in three of them. */
const shared = {
  title: line(160),
  description: text(4_000),
  keywords: z.array(line(60)).max(40),
  steps: z.array(line(600)).max(30),
  actions: z.array(action).max(12),
  priority: z.int().min(-100).max(100),
  enabled: z.boolean(),
  autonomy: z.enum(AUTONOMIES),
};

const minutes = z.int().min(0).max(10_000);

/** What a new procedure has where its author says nothing. Nothing is done without a person. */
const UNSAID = {
  description: shared.description.default(''),
  keywords: shared.keywords.default([]),
  steps: shared.steps.default([]),
  actions: shared.actions.default([]),
  priority: shared.priority.default(0),
  enabled: shared.enabled.default(true),
  autonomy: shared.autonomy.default('suggest'),
};

const EXAMPLE = {
  title: 'Password reset',
  keywords: ['password', 'login'],
  steps: ['Check that the address on file is theirs.', 'Send the reset link.'],
  actions: [
    { type: 'send_reply', text: 'Hi {{contact.firstName}}, we are looking into it.' },
    { type: 'set_status', status: 'PENDING' },
  ],
  autonomy: 'approve',
};

/** Minutes, as the seed has it. */
const MINUTES_SAVED = 5;

const intent = z.string().max(80).nullable().openapi({ description: "An intent's name" });

const oneIntent = {
  check: (v: { intentId?: unknown; intent?: unknown }) =>
    v.intentId === undefined || v.intent === undefined,
  problem: { error: 'either intentId or intent', path: ['intent'] },
};

export const SopForm = z
  .object({
    id: newRowId,
    ...shared,
    ...UNSAID,
    intentId: id.nullable().optional(),
    intent: intent.optional(),
    minutesSaved: minutes.default(MINUTES_SAVED),
  })
  .refine(oneIntent.check, oneIntent.problem)
  .openapi('NewSop', {
    example: { ...EXAMPLE, intent: 'password_reset' },
  });

export const SopPatch = z
  .object({ ...shared, intentId: id.nullable(), intent, minutesSaved: minutes })
  .partial()
  .refine(oneIntent.check, oneIntent.problem)
  .openapi('SopPatch');

/** Seed 000's own names, at its own path. */
export const SeedSopShape = z
  .object({
    id,
    title: z.string(),
    description: z.string(),
    intent_category: z.string().nullable(),
    keywords: z.array(z.string()),
    steps: z.array(z.string()),
    actions: z.array(action),
    enabled: z.boolean(),
    priority: z.int(),
    autonomy,
    version: z.int(),
    estimated_time_saved: z.int().openapi({ description: 'Minutes' }),
    success_rate: rate,
    created_at: time,
    updated_at: time,
  })
  .openapi('SeedSop');

export const SeedSopForm = z
  .object({
    ...shared,
    ...UNSAID,
    intent_category: z.string().min(1).max(80),
    estimated_time_saved: minutes.default(MINUTES_SAVED),
  })
  .openapi('NewSeedSop', {
    example: { ...EXAMPLE, intent_category: 'password_reset' },
  });

export const SeedSopPatch = z
  .object({ ...shared, intent_category: z.string().min(1).max(80), estimated_time_saved: minutes })
  .partial()
  .openapi('SeedSopPatch');
