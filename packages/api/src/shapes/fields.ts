import { z } from '@hono/zod-openapi';
import { storable } from '@frontdesk/core/text';
import { PASSWORD_MAX_BYTES, PASSWORD_MIN_CHARS } from '@frontdesk/usecases/auth/password';

/** Fields that several resources take or answer. */

export const id = z.uuid();

export const time = z.iso
  .datetime({ offset: true })
  .openapi({ example: '2026-01-15T10:30:00.000Z' });

export const email = z.email().max(254).openapi({ example: 'ada@club.example' });

export const line = (max: number) => z.string().trim().min(1).max(max).transform(storable);

export const newPassword = z
  .string()
  .min(PASSWORD_MIN_CHARS, `at least ${PASSWORD_MIN_CHARS} characters`)
  .refine((text) => new TextEncoder().encode(text).length <= PASSWORD_MAX_BYTES, {
    error: `at most ${PASSWORD_MAX_BYTES} bytes`,
  })
  .openapi({ format: 'password' });

/** One that somebody has already: its shape is not our business. Long ones cost no hashing beyond bcrypt's 72 bytes. */
export const givenPassword = z.string().min(1).max(1_000).openapi({ format: 'password' });

export const oneId = z.object({ id });

/** A yes or no in a query. */
export const flag = z
  .enum(['true', 'false'])
  .optional()
  .transform((word) => (word === undefined ? undefined : word === 'true'));

/** The part of a list that an answer holds, and how to ask for the next one. */
export const listOf = <S extends z.ZodType>(item: S) =>
  z.object({
    data: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .openapi({ description: 'Pass it as `cursor`; null on the last page' }),
    page: z.int().optional().openapi({ description: 'Present when `page` was asked for' }),
    limit: z.int(),
    total: z.int().optional().openapi({ description: 'Present when `page` was asked for' }),
  });

/** `cursor` goes on from an answer's `nextCursor`; `page` counts from 1, for callers that want numbers. */
export const paging = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
  page: z.coerce.number().int().min(1).max(1_000).optional(),
});

/** Pages by number only, as the seeds' own systems have them. */
export const numberedPaging = z.object({
  page: z.coerce.number().int().min(1).max(1_000).default(1),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});

/** Newest first, down from a number: `what` it counts. */
export const pagingBefore = (what: string) =>
  z.object({
    before: z.coerce.number().int().min(1).optional().openapi({ description: what }),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  });
