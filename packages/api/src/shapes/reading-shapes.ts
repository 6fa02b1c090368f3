import { z } from '@hono/zod-openapi';
import { PRIORITIES } from '@frontdesk/core/entities';
import { id, time } from './fields.ts';

const share = z.number().min(0).max(1);

export const ReaderShape = z
  .object({
    trainedAt: time.nullable(),
    wanted: z.int().openapi({ description: 'Raised by each change of what it learns from' }),
    trained: z.int().openapi({ description: 'Behind `wanted` while it has something to learn' }),
    accuracy: share.nullable().openapi({
      description: 'Share of held-back examples read rightly; null where there are too few',
    }),
    threshold: share.nullable().openapi({ description: 'Below this confidence it is unsure' }),
    examples: z.int(),
    intents: z.int(),
    ms: z.int().nullable().openapi({ description: 'What the last training took' }),
    error: z
      .string()
      .nullable()
      .openapi({ description: 'Why the last training failed, in words for people' }),
  })
  .openapi('Reader');

const ExampleShape = z.object({
  text: z.string(),
  messageId: id.nullable().openapi({ description: 'The message that a correction taught' }),
});

export const IntentShape = z
  .object({
    id,
    name: z.string().openapi({ example: 'password_reset' }),
    description: z.string(),
    exampleCount: z.int(),
    rev: z.int(),
    createdAt: time,
    updatedAt: time,
    examples: z.array(ExampleShape),
  })
  .openapi('Intent');

/** As an import takes it, so that what was exported can be imported. */
const ExportedIntent = z.object({
  id,
  name: z.string(),
  description: z.string(),
  exampleCount: z.int(),
  rev: z.int(),
  examples: z.array(z.string()),
});

export const IntentsShape = z
  .object({ reader: ReaderShape, intents: z.array(ExportedIntent) })
  .openapi('Intents');

const name = z.string().max(500).openapi({
  description: 'Becomes small letters, digits and underscores',
  example: 'password_reset',
});

/** Of one intent by hand; thousands of examples are imported. */
const examples = z.array(z.string()).max(5_000);

export const IntentForm = z.object({
  name,
  description: z.string().default(''),
  examples: examples.default([]),
});

export const IntentPatch = z.object({
  name: name.optional(),
  description: z.string().optional(),
  examples: examples.optional(),
});

/**
 * Loose on purpose: what is wrong with one intent or one example is reported, and the others are taken. There may be
 * millions of things in here, so nothing looks at each of them before they are counted.
 */
export const ImportForm = z
  .object({
    intents: z.array(
      z.unknown().openapi({
        type: 'object',
        properties: {
          name: { type: 'string' },
          description: { type: 'string' },
          examples: { type: 'array', items: { type: 'string' } },
        },
      }),
    ),
  })
  .openapi('IntentImport', {
    example: {
      intents: [
        {
          name: 'password_reset',
          description: 'Cannot sign in',
          examples: ['I forgot my password', 'The login does not take my password'],
        },
      ],
    },
  });

export const ImportReportShape = z
  .object({
    intents: z.int().openapi({ description: 'Intents that the good rows name' }),
    created: z.int().openapi({ description: 'Those of them that were not there before' }),
    imported: z.int().openapi({ description: 'Examples' }),
    skipped: z.int().openapi({ description: 'They came twice, or a correction has taught them' }),
    failed: z.int().openapi({ description: 'Rows that were left out' }),
    errors: z
      .array(
        z.object({
          row: z.int().openapi({
            description: 'CSV: as a spreadsheet counts. JSON: the place of the intent, from 1',
          }),
          errors: z.array(z.object({ field: z.string().optional(), message: z.string() })),
        }),
      )
      .openapi({ description: 'The first hundred' }),
  })
  .openapi('IntentImportReport');

export const ClassifyForm = z.object({
  text: z.string().trim().min(1).max(20_000).openapi({ example: 'I forgot my password' }),
});

export const ClassifiedShape = z
  .object({
    intent: z.string().nullable().openapi({
      description: 'The best guess; null where there is nothing to guess from, or none fits',
    }),
    confidence: share,
    alternatives: z.array(z.object({ intent: z.string(), confidence: share })),
    unsure: z.boolean().openapi({ description: 'Too doubtful to act on: a person decides' }),
    language: z.string().nullable().openapi({ description: 'ISO 639-1' }),
    urgency: z.string().openapi({ enum: [...PRIORITIES] }),
    provider: z.string().openapi({
      description: '`embedded` for the built-in reader, or the name of a provider',
      example: 'embedded',
    }),
    ms: z.int(),
  })
  .openapi('Classified');
