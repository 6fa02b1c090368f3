import * as z from 'zod';
import { CONVERSATION_STATUSES, PRIORITIES } from '../entities.ts';
import { ROLES } from '../roles.ts';
import { storable } from '../text.ts';
import { AUTONOMIES, type SopAction } from '../sops/actions.ts';
import type { MutationArguments, MutationName } from './arguments.ts';

const id = z.uuid();
const iso = z.iso.datetime({ offset: true });
const line = (max: number) => z.string().trim().min(1).max(max).transform(storable);
const optionalLine = (max: number) => line(max).exactOptional();
const color = z.string().regex(/^#[0-9a-f]{6}$/i, 'a colour like #5b4fd6');
const shortcut = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'small letters, digits and hyphens');
const email = z.email().max(254);
const phone = z.string().regex(/^\+[1-9]\d{4,14}$/, 'a number like +14165550142');
const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a BCP 47 tag');
const timezone = z
  .string()
  .regex(/^[A-Za-z][\w+\-/]{0,63}$/, 'an IANA time zone such as Europe/Paris');
const ifRev = z.int().min(0).exactOptional();

/** A customer-facing text; the channel's own limit is checked where the channel is known. */
const body = z.string().max(100_000).transform(storable);

const oneHolder = (v: { membershipId?: string; teamId?: string }): boolean =>
  (v.membershipId === undefined) !== (v.teamId === undefined);

const sopAction: z.ZodType<SopAction> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('send_reply'), text: body.pipe(z.string().min(1).max(8_000)) }),
  z.strictObject({ type: z.literal('add_tag'), tagId: id }),
  z
    .strictObject({ type: z.literal('assign'), userId: id.nullable(), teamId: id.nullable() })
    .refine((v) => (v.userId === null) !== (v.teamId === null), 'exactly one of userId and teamId'),
  z.strictObject({ type: z.literal('set_status'), status: z.enum(CONVERSATION_STATUSES) }),
  z.strictObject({ type: z.literal('escalate'), reason: line(300) }),
  z.strictObject({ type: z.literal('call_webhook'), webhookId: id }),
  z.strictObject({ type: z.literal('send_reset_link'), webhookId: id }),
]);

const sopFields = {
  title: line(160),
  description: z.string().trim().max(4_000).transform(storable).exactOptional(),
  intentId: id.nullable(),
  keywords: z.array(line(60)).max(40),
  steps: z.array(line(600)).max(30),
  actions: z.array(sopAction).max(12),
  priority: z.int().min(-100).max(100),
  enabled: z.boolean(),
  autonomy: z.enum(AUTONOMIES),
  minutesSaved: z.int().min(0).max(10_000),
};

/** Input schema of every mutation; unknown fields are refused. */
export const MUTATION_SCHEMAS: { readonly [N in MutationName]: z.ZodType<MutationArguments[N]> } = {
  'conversation.reply': z
    .strictObject({
      messageId: id,
      conversationId: id,
      text: body,
      attachmentIds: z.array(id).max(10),
      replyToId: id.exactOptional(),
      seenUpTo: z.int().min(0),
    })
    .refine((v) => v.text.trim() !== '' || v.attachmentIds.length > 0, 'a text or an attachment'),
  'conversation.replyWithTemplate': z.strictObject({
    messageId: id,
    conversationId: id,
    template: z.strictObject({ name: line(512), language: line(20) }),
    fill: z.record(z.string().max(80), line(1_024)),
    text: body.pipe(z.string().min(1)),
    replaces: z.array(id).max(20),
    seenUpTo: z.int().min(0),
  }),
  'conversation.note': z.strictObject({
    noteId: id,
    conversationId: id,
    text: z.string().min(1).max(8_000).transform(storable),
    mentions: z.array(id).max(50),
  }),
  'conversation.assign': z.strictObject({ conversationId: id, userId: id.nullable() }),
  'conversation.assignTeam': z.strictObject({ conversationId: id, teamId: id.nullable() }),
  'conversation.setStatus': z.strictObject({
    conversationId: id,
    status: z.enum(CONVERSATION_STATUSES),
  }),
  'conversation.snooze': z.strictObject({ conversationId: id, until: iso.nullable() }),
  'conversation.setPriority': z.strictObject({ conversationId: id, priority: z.enum(PRIORITIES) }),
  'conversation.tag': z.strictObject({ conversationId: id, tagId: id }),
  'conversation.untag': z.strictObject({ conversationId: id, tagId: id }),
  'conversation.markRead': z.strictObject({ conversationId: id, upTo: z.int().min(0) }),
  'message.send': z.strictObject({ messageId: id, seenUpTo: z.int().min(0) }),
  'message.discard': z.strictObject({ messageId: id }),
  'message.revoke': z.strictObject({ messageId: id }),
  'contact.create': z.strictObject({
    contactId: id,
    name: line(200),
    phone: phone.exactOptional(),
    email: email.exactOptional(),
    language: language.exactOptional(),
    timezone: timezone.exactOptional(),
  }),
  'contact.update': z.strictObject({
    contactId: id,
    name: optionalLine(200),
    phone: phone.nullable().exactOptional(),
    email: email.nullable().exactOptional(),
    language: language.nullable().exactOptional(),
    timezone: timezone.nullable().exactOptional(),
    blocked: z.boolean().exactOptional(),
    ifRev,
  }),
  'contact.delete': z.strictObject({ contactId: id }),
  'contact.tag': z.strictObject({ contactId: id, tagId: id }),
  'contact.untag': z.strictObject({ contactId: id, tagId: id }),
  'tag.create': z.strictObject({ tagId: id, name: line(60), color }),
  'tag.update': z.strictObject({
    tagId: id,
    name: optionalLine(60),
    color: color.exactOptional(),
    ifRev,
  }),
  'tag.delete': z.strictObject({ tagId: id }),
  'cannedReply.create': z.strictObject({ cannedReplyId: id, shortcut, title: line(120), body }),
  'cannedReply.update': z.strictObject({
    cannedReplyId: id,
    shortcut: shortcut.exactOptional(),
    title: optionalLine(120),
    body: body.exactOptional(),
    ifRev,
  }),
  'cannedReply.delete': z.strictObject({ cannedReplyId: id }),
  'team.create': z.strictObject({ teamId: id, name: line(60), color }),
  'team.update': z.strictObject({
    teamId: id,
    name: optionalLine(60),
    color: color.exactOptional(),
  }),
  'team.delete': z.strictObject({ teamId: id }),
  'team.addMember': z.strictObject({ teamId: id, membershipId: id }),
  'team.removeMember': z.strictObject({ teamId: id, membershipId: id }),
  'member.update': z.strictObject({
    membershipId: id,
    role: z.enum(ROLES).exactOptional(),
    displayName: optionalLine(120),
    active: z.boolean().exactOptional(),
  }),
  'member.remove': z.strictObject({ membershipId: id }),
  'inbox.grant': z
    .strictObject({ inboxId: id, membershipId: id.exactOptional(), teamId: id.exactOptional() })
    .refine(oneHolder, 'exactly one of membershipId and teamId'),
  'inbox.revoke': z
    .strictObject({ inboxId: id, membershipId: id.exactOptional(), teamId: id.exactOptional() })
    .refine(oneHolder, 'exactly one of membershipId and teamId'),
  'inbox.update': z.strictObject({
    inboxId: id,
    name: optionalLine(80),
    autoResolve: z.boolean().exactOptional(),
    archived: z.boolean().exactOptional(),
  }),
  'notification.read': z.strictObject({ notificationId: id }),
  'classification.correct': z.strictObject({ classificationId: id, intentId: id.nullable() }),
  'sop.create': z.strictObject({ sopId: id, ...sopFields }),
  'sop.update': z.strictObject({
    sopId: id,
    ifVersion: z.int().min(1).exactOptional(),
    title: sopFields.title.exactOptional(),
    description: sopFields.description,
    intentId: sopFields.intentId.exactOptional(),
    keywords: sopFields.keywords.exactOptional(),
    steps: sopFields.steps.exactOptional(),
    actions: sopFields.actions.exactOptional(),
    priority: sopFields.priority.exactOptional(),
    enabled: sopFields.enabled.exactOptional(),
    autonomy: sopFields.autonomy.exactOptional(),
    minutesSaved: sopFields.minutesSaved.exactOptional(),
  }),
  'sop.delete': z.strictObject({ sopId: id }),
  'sopRun.approve': z.strictObject({
    runId: id,
    stepIds: z.array(id).min(1).max(12),
    seenUpTo: z.int().min(0),
    seenReplies: z
      .record(id, body)
      .refine((replies) => Object.keys(replies).length <= 12, 'one for each step')
      .exactOptional(),
  }),
  'sopRun.skip': z.strictObject({ runId: id, stepId: id }),
  'sopRun.edit': z.strictObject({
    runId: id,
    stepId: id,
    text: body.pipe(z.string().min(1).max(8_000)),
  }),
  'sopRun.takeOver': z.strictObject({ runId: id }),
  'sopRun.dismiss': z.strictObject({ runId: id }),
  'conversation.escalate': z.strictObject({ conversationId: id, reason: line(300) }),
  'webhook.call': z.strictObject({
    callId: id,
    webhookId: id,
    conversationId: id,
    event: z.enum(['sop.webhook', 'sop.reset_link']),
  }),
};
