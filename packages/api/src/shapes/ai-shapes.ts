import { z } from '@hono/zod-openapi';
import { PROVIDER_KINDS } from '@frontdesk/usecases/providers/provider-row';
import { id, line, time } from './fields.ts';
import { usDollars } from './us-dollars.ts';

const kind = z.enum(PROVIDER_KINDS).openapi({
  description: '`compatible` is any server that speaks OpenAI’s chat completions',
});

const price = z.number().min(0).max(10_000).openapi({
  description: 'US dollars for a million tokens, as the vendor’s price list has it now',
});

const form = {
  name: line(60),
  baseUrl: z.string().trim().max(500).nullable().openapi({
    description: 'Null: the vendor’s own address. With another one the key has to be given again',
  }),
  model: line(200),
  apiKey: z.string().trim().max(1_000).nullable().openapi({
    format: 'password',
    description: 'Sealed, never returned. Left out: stays; null: none',
  }),
  timeoutMs: z.int().min(500).max(60_000).openapi({
    description: 'For one whole answer; of a draft, for each pause',
  }),
  jsonSchema: z.boolean().openapi({ description: 'This `compatible` server takes a JSON schema' }),
  inputPrice: price,
  outputPrice: price,
  enabled: z.boolean(),
};

const priority = z.int().min(0).max(100).optional().openapi({
  description: 'Its place, from 0: the first is asked first. The others move up or down',
});

const optional = z.object(form).partial();

export const ProviderForm = optional
  .extend({
    kind,
    name: form.name,
    model: form.model,
    inputPrice: price,
    outputPrice: price,
    priority,
  })
  .openapi('NewAiProvider', {
    example: {
      kind: 'compatible',
      name: 'Our own server',
      baseUrl: 'https://models.club.example/v1',
      model: 'qwen3',
      inputPrice: 0,
      outputPrice: 0,
    },
  });

export const ProviderPatch = optional.extend({ priority });

export const ProviderShape = z
  .object({
    id,
    kind,
    name: z.string(),
    baseUrl: z.string().nullable(),
    model: z.string(),
    hasKey: z.boolean(),
    keyEnd: z.string().nullable().openapi({ description: 'Its last characters, of a long one' }),
    timeoutMs: z.int(),
    jsonSchema: z.boolean(),
    inputPrice: z.number(),
    outputPrice: z.number(),
    priority: z.int(),
    enabled: z.boolean(),
    lastOkAt: time.nullable(),
    lastError: z.string().nullable().openapi({ description: 'Null again once it answers well' }),
    lastErrorAt: time.nullable(),
    createdAt: time,
    updatedAt: time,
    rev: z.int(),
  })
  .openapi('AiProvider');

/** Either a text to be read by whoever answers first, or one provider to be asked whether it answers. */
export const TestForm = z
  .strictObject({
    text: z.string().trim().min(1).max(8_000),
    providerId: id.openapi({ description: 'One that is kept' }),
    provider: optional.extend({ kind: kind.optional() }).openapi({
      description: 'A form that is not saved yet; with `providerId`, what it would change',
    }),
  })
  .partial()
  .refine(
    ({ text, providerId, provider }) =>
      (text === undefined) !== (providerId === undefined && provider === undefined),
    { error: 'either text, or providerId or provider or both' },
  );

export const TestShape = z
  .object({
    ok: z.boolean(),
    problem: z.string().nullable().openapi({ description: 'In words for people' }),
    provider: z
      .string()
      .openapi({ description: 'Who answered; `embedded` is the built-in reader' }),
    model: z.string().nullable(),
    ms: z.int(),
    reading: z
      .object({
        intent: z.string().nullable(),
        confidence: z.number(),
        unsure: z.boolean(),
        language: z.string().nullable(),
        urgency: z.string(),
      })
      .nullable()
      .openapi({ description: 'Of the text, where one was given' }),
  })
  .openapi('AiTest');

export const SpendShape = z
  .object({
    day: z.iso.date().openapi({ description: 'Today, where the organization is' }),
    timezone: z.string(),
    dailyLimit: usDollars,
    spentToday: usDollars,
    reserved: usDollars.openapi({
      description: 'Held for calls that are under way, in US dollars',
    }),
    usageDays: z.int(),
    usage: z.array(
      z.object({
        providerId: id.nullable(),
        provider: z.string(),
        purpose: z.string().openapi({ enum: ['read', 'draft', 'test'] }),
        calls: z.int(),
        failed: z.int(),
        inputTokens: z.int(),
        outputTokens: z.int(),
        cost: usDollars,
        ms: z.int().nullable().openapi({ description: 'On average, of those that went well' }),
      }),
    ),
  })
  .openapi('AiSpend');

export const SpendForm = z.object({
  dailyLimit: z.number().min(0).max(100_000).openapi({
    description: 'US dollars a day; 0: none of the providers that cost anything is asked',
  }),
});
