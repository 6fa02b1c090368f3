import { z } from '@hono/zod-openapi';
import { ROLES } from '@frontdesk/core/roles';
import { id, line, time } from './fields.ts';

const stamps = { createdAt: time, updatedAt: time, rev: z.int() };
const color = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, 'a colour like #5b4fd6')
  .openapi({ example: '#5b4fd6' });
/** A new row may bring its id: a UUIDv7 of the present time. */
export const newRowId = z.uuidv7().optional();

export const TagShape = z
  .object({ id, name: z.string(), color: z.string(), ...stamps })
  .openapi('Tag');
export const TagForm = z.object({ id: newRowId, name: line(60), color: color.default('#6b7280') });
export const TagPatch = z.object({ name: line(60).optional(), color: color.optional() });

export const CannedReplyShape = z
  .object({ id, shortcut: z.string(), title: z.string(), body: z.string(), ...stamps })
  .openapi('CannedReply');
const shortcut = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'small letters, digits and hyphens');
const body = z.string().max(100_000);
export const CannedReplyForm = z.object({ id: newRowId, shortcut, title: line(120), body });
export const CannedReplyPatch = z.object({
  shortcut: shortcut.optional(),
  title: line(120).optional(),
  body: body.optional(),
});

export const TeamShape = z
  .object({ id, name: z.string(), color: z.string(), membershipIds: z.array(id), ...stamps })
  .openapi('Team');

export const MemberShape = z
  .object({
    id: id.openapi({ description: "The user's id" }),
    membershipId: id,
    email: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    active: z.boolean(),
    status: z.enum(['ACTIVE', 'INVITED', 'INACTIVE']),
    secondFactor: z.boolean(),
    teamIds: z.array(id),
    ...stamps,
  })
  .openapi('Member');

export const NotificationShape = z
  .object({
    id,
    kind: z.string(),
    conversationId: id.nullable(),
    itemId: id.nullable(),
    text: z.string(),
    readAt: time.nullable(),
    createdAt: time,
  })
  .openapi('Notification');

export const AuditShape = z
  .object({
    id,
    actorKind: z.string(),
    actorId: id.nullable(),
    action: z.string(),
    resource: z.string(),
    resourceId: z.string().nullable(),
    data: z.unknown(),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
    at: time,
  })
  .openapi('AuditEntry');
