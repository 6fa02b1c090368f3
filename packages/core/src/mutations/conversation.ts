import type { Conversation, Message } from '../entities.ts';
import { associationId } from '../ids.ts';
import { syncedText } from '../text.ts';
import type { MutationArguments } from './arguments.ts';
import { type MutationDefinition, type MutationMeta, pendingRow } from './definition.ts';

type Spoken = {
  readonly messageId: string;
  readonly text: string;
  readonly seenUpTo: number;
};

/** A message to the customer before the server has seen it. */
const pendingSend = (
  conversation: Conversation,
  { messageId, text, seenUpTo }: Spoken,
  meta: MutationMeta,
): Message => ({
  ...pendingRow(messageId, conversation.scopeId, meta),
  ...syncedText(text),
  conversationId: conversation.id,
  number: 0,
  episode: conversation.episode,
  direction: 'OUTBOUND',
  type: 'TEXT',
  status: 'QUEUED',
  authorKind: 'USER',
  authorId: meta.userId,
  replyToId: null,
  vendorAt: null,
  seenUpTo,
  errorCode: null,
  errorText: null,
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  metadata: {},
});

type Args<N extends keyof MutationArguments> = MutationArguments[N];

export const reply: MutationDefinition<Args<'conversation.reply'>> = {
  version: 1,
  permission: 'conversation.reply',
  customerFacing: true,
  optimistic(replica, args, meta) {
    const conversation = replica.get('conversations', args.conversationId);
    if (!conversation) return;
    replica.put('messages', {
      ...pendingSend(conversation, args, meta),
      replyToId: args.replyToId ?? null,
    });
    for (const id of args.attachmentIds)
      replica.patch('attachments', id, { messageId: args.messageId });
  },
};

export const replyWithTemplate: MutationDefinition<Args<'conversation.replyWithTemplate'>> = {
  version: 1,
  permission: 'conversation.reply',
  customerFacing: true,
  optimistic(replica, args, meta) {
    const conversation = replica.get('conversations', args.conversationId);
    if (!conversation) return;
    replica.put('messages', {
      ...pendingSend(conversation, args, meta),
      metadata: { template: args.template, replaces: args.replaces },
    });
  },
};

export const note: MutationDefinition<Args<'conversation.note'>> = {
  version: 1,
  permission: 'conversation.note',
  optimistic(replica, args, meta) {
    const conversation = replica.get('conversations', args.conversationId);
    if (!conversation) return;
    replica.put('notes', {
      ...pendingRow(args.noteId, conversation.scopeId, meta),
      conversationId: conversation.id,
      number: 0,
      authorId: meta.userId,
      text: args.text,
      mentions: args.mentions,
    });
  },
};

export const assign: MutationDefinition<Args<'conversation.assign'>> = {
  version: 1,
  permission: 'conversation.assign',
  optimistic: (replica, args) =>
    replica.patch('conversations', args.conversationId, {
      assigneeId: args.userId,
      ...(args.userId === null ? {} : { aiRunId: null }),
    }),
};

export const assignTeam: MutationDefinition<Args<'conversation.assignTeam'>> = {
  version: 1,
  permission: 'conversation.assign',
  optimistic: (replica, args) =>
    replica.patch('conversations', args.conversationId, { teamId: args.teamId }),
};

export const setStatus: MutationDefinition<Args<'conversation.setStatus'>> = {
  version: 1,
  permission: 'conversation.status',
  optimistic: (replica, args) =>
    replica.patch('conversations', args.conversationId, {
      status: args.status,
      snoozedUntil: null,
    }),
};

export const snooze: MutationDefinition<Args<'conversation.snooze'>> = {
  version: 1,
  permission: 'conversation.status',
  optimistic: (replica, args) =>
    replica.patch('conversations', args.conversationId, { snoozedUntil: args.until }),
};

export const setPriority: MutationDefinition<Args<'conversation.setPriority'>> = {
  version: 1,
  permission: 'conversation.status',
  optimistic: (replica, args) =>
    replica.patch('conversations', args.conversationId, { priority: args.priority }),
};

export const escalate: MutationDefinition<Args<'conversation.escalate'>> = {
  version: 1,
  permission: 'conversation.status',
  optimistic: (replica, args) =>
    replica.patch('conversations', args.conversationId, {
      status: 'OPEN',
      priority: 'URGENT',
      snoozedUntil: null,
    }),
};

export const tag: MutationDefinition<Args<'conversation.tag'>> = {
  version: 1,
  permission: 'conversation.tag',
  optimistic(replica, args, meta) {
    const conversation = replica.get('conversations', args.conversationId);
    if (!conversation) return;
    const id = associationId(args.conversationId, args.tagId);
    replica.put('conversation_tags', {
      ...pendingRow(id, conversation.scopeId, meta),
      conversationId: args.conversationId,
      tagId: args.tagId,
    });
  },
};

export const untag: MutationDefinition<Args<'conversation.untag'>> = {
  version: 1,
  permission: 'conversation.tag',
  optimistic: (replica, args) =>
    replica.remove('conversation_tags', associationId(args.conversationId, args.tagId)),
};

export const markRead: MutationDefinition<Args<'conversation.markRead'>> = {
  version: 1,
  permission: 'conversation.read',
  optimistic(replica, args, meta) {
    const id = associationId(meta.membershipId, args.conversationId);
    const known = replica.get('read_states', id);
    if (known && known.upTo >= args.upTo) return;
    replica.put('read_states', {
      ...(known ?? pendingRow(id, meta.membershipId, meta)),
      conversationId: args.conversationId,
      upTo: args.upTo,
    });
  },
};

export const send: MutationDefinition<Args<'message.send'>> = {
  version: 1,
  permission: 'conversation.reply',
  customerFacing: true,
  optimistic: (replica, args) =>
    replica.patch('messages', args.messageId, {
      status: 'QUEUED',
      seenUpTo: args.seenUpTo,
      errorCode: null,
      errorText: null,
    }),
};

export const discard: MutationDefinition<Args<'message.discard'>> = {
  version: 1,
  permission: 'conversation.reply',
  optimistic: (replica, args) => replica.patch('messages', args.messageId, { status: 'REVOKED' }),
};

export const revoke: MutationDefinition<Args<'message.revoke'>> = {
  version: 1,
  permission: 'message.revoke',
  customerFacing: true,
  optimistic() {
    // Whether the channel takes it back is known only afterwards.
  },
};
