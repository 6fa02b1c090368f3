import * as z from 'zod';
import { PAGED_AHEAD } from './sync-protocol.ts';
import type {
  Applied,
  ChecksumRequest,
  Cursor,
  Hello,
  Mutation,
  PresenceSay,
  Push,
  ScopeSum,
} from './sync-protocol.ts';

/** Most mutations in one push; the rest waits for its answer. */
export const PUSH_MUTATIONS = 100;

const uuid = z.uuid();
const count = z.int().min(0);

const CursorSchema: z.ZodType<Cursor> = z.strictObject({
  epoch: z.string().min(1).max(64),
  seq: count,
  tag: z.string().max(64),
});

const MutationSchema: z.ZodType<Mutation> = z.strictObject({
  mid: z.int().min(1),
  uid: uuid,
  name: z.string().min(1).max(100),
  version: z.int().min(1),
  args: z.unknown(),
  clientAt: z.iso.datetime({ offset: true }),
  after: z.array(uuid).max(100).exactOptional(),
  resent: z.literal(true).exactOptional(),
});

/** What clients say on `/sync`, checked before anything else looks at it. */
export const HelloSchema: z.ZodType<Hello> = z.strictObject({
  protocol: z.int(),
  schemaVersion: z.int(),
  build: z.string().max(100),
  replicaId: uuid,
  cursor: CursorSchema.nullable(),
  paged: z.array(CursorSchema).max(PAGED_AHEAD).exactOptional(),
  nextMid: z.int().min(1),
});

export const AppliedSchema: z.ZodType<Applied> = z.strictObject({ to: count });

export const PushSchema: z.ZodType<Push> = z.strictObject({
  mutations: z.array(MutationSchema).min(1).max(PUSH_MUTATIONS),
});

export const PresenceSaySchema: z.ZodType<PresenceSay> = z.strictObject({
  conversationId: uuid.nullable(),
  activity: z.enum(['viewing', 'replying']),
  leaving: z.literal(true).exactOptional(),
});

const sums: z.ZodType<readonly ScopeSum[]> = z
  .array(
    z.strictObject({
      scopeId: uuid,
      entity: z.string().min(1).max(60),
      count,
      sum: z.string().regex(/^[0-9a-f]{16}$/),
    }),
  )
  .max(5_000);

/** What a replica says of its rows, at `POST /sync/checksums`. */
export const ChecksumRequestSchema: z.ZodType<ChecksumRequest> = z.strictObject({
  cursor: CursorSchema,
  whole: sums,
  changed: z.strictObject({ above: count, sums }).exactOptional(),
});
