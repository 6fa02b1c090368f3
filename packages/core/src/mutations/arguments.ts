import type { ConversationStatus, Priority } from '../entities.ts';
import type { Role } from '../roles.ts';

/** Arguments of every named mutation. Ids of new rows are made by the caller (UUIDv7). */
export type MutationArguments = {
  'conversation.reply': {
    messageId: string;
    conversationId: string;
    text: string;
    attachmentIds: string[];
    replyToId?: string;
    /** The newest timeline number that the author had on screen. */
    seenUpTo: number;
  };
  'conversation.note': { noteId: string; conversationId: string; text: string; mentions: string[] };
  'conversation.assign': { conversationId: string; userId: string | null };
  'conversation.assignTeam': { conversationId: string; teamId: string | null };
  /** `snoozedUntil` (ISO 8601) only with OPEN or PENDING; null or absent ends a snooze. */
  'conversation.setStatus': { conversationId: string; status: ConversationStatus };
  'conversation.snooze': { conversationId: string; until: string | null };
  'conversation.setPriority': { conversationId: string; priority: Priority };
  'conversation.tag': { conversationId: string; tagId: string };
  'conversation.untag': { conversationId: string; tagId: string };
  'conversation.markRead': { conversationId: string; upTo: number };
  /** Send a HELD, FAILED or UNCERTAIN message (again): a person's decision, logged. */
  'message.send': { messageId: string; seenUpTo: number };
  /** Drop a message that has not left: HELD or FAILED. Its text stays in the thread as revoked. */
  'message.discard': { messageId: string };
  /** Take back a sent message where the channel allows it. */
  'message.revoke': { messageId: string };
  'contact.create': {
    contactId: string;
    name: string;
    phone?: string;
    email?: string;
    language?: string;
    timezone?: string;
  };
  'contact.update': {
    contactId: string;
    name?: string;
    phone?: string | null;
    email?: string | null;
    language?: string | null;
    timezone?: string | null;
    blocked?: boolean;
    /** Refused with CONFLICT when the row has moved on. */
    ifRev?: number;
  };
  'contact.delete': { contactId: string };
  'contact.tag': { contactId: string; tagId: string };
  'contact.untag': { contactId: string; tagId: string };
  'tag.create': { tagId: string; name: string; color: string };
  'tag.update': { tagId: string; name?: string; color?: string; ifRev?: number };
  'tag.delete': { tagId: string };
  'cannedReply.create': { cannedReplyId: string; shortcut: string; title: string; body: string };
  'cannedReply.update': {
    cannedReplyId: string;
    shortcut?: string;
    title?: string;
    body?: string;
    ifRev?: number;
  };
  'cannedReply.delete': { cannedReplyId: string };
  'team.create': { teamId: string; name: string; color: string };
  'team.update': { teamId: string; name?: string; color?: string };
  'team.delete': { teamId: string };
  'team.addMember': { teamId: string; membershipId: string };
  'team.removeMember': { teamId: string; membershipId: string };
  'member.update': { membershipId: string; role?: Role; displayName?: string; active?: boolean };
  'member.remove': { membershipId: string };
  /** Exactly one of membershipId and teamId. */
  'inbox.grant': { inboxId: string; membershipId?: string; teamId?: string };
  'inbox.revoke': { inboxId: string; membershipId?: string; teamId?: string };
  'inbox.update': { inboxId: string; name?: string; autoResolve?: boolean; archived?: boolean };
  'notification.read': { notificationId: string };
};

export type MutationName = keyof MutationArguments;
