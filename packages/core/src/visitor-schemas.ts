import * as z from 'zod';
import { storable } from './text.ts';
import { VISITOR_TEXT_CHARS, type VisitorAuth, type VisitorSay } from './visitor-protocol.ts';

const number = z.int().min(0).max(2_147_483_647);

/** A token is 32 random bytes as base64url. */
export const VISITOR_TOKEN_PATTERN = /^[\w-]{43}$/;

const line = (max: number) => z.string().trim().min(1).max(max).transform(storable);

export const VisitorAuthSchema: z.ZodType<VisitorAuth> = z.object({
  inboxId: z.uuid(),
  visitorToken: z.string().regex(VISITOR_TOKEN_PATTERN).exactOptional(),
  name: line(120).exactOptional(),
  email: z.email().max(254).exactOptional(),
});

export const VisitorSaySchema: z.ZodType<VisitorSay> = z
  .strictObject({
    id: z.uuidv7(),
    text: z.string().max(VISITOR_TEXT_CHARS).transform(storable),
    attachment: z
      .strictObject({
        id: z.uuid(),
        fileName: z.string().min(1).max(255).transform(storable),
        mimeType: z
          .string()
          .regex(/^[\w.+-]+\/[\w.+-]+$/)
          .max(127),
        size: z.int().min(1).max(2_147_483_647),
      })
      .exactOptional(),
  })
  .refine((say) => say.text.trim() !== '' || say.attachment !== undefined, {
    error: 'a text or an attachment',
  });

export const VisitorMarkSchema = z.strictObject({ upTo: number });
export const VisitorTypingSchema = z.strictObject({ on: z.boolean() });
export const VisitorHistorySchema = z.strictObject({ before: number });
