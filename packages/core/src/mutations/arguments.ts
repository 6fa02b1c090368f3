import type { ConversationStatus, Priority } from '../entities.ts';
import type { Role } from '../roles.ts';
import type { Autonomy, SopAction } from '../sops/actions.ts';

/** What a person writes of a procedure. */
export type SopFields = {
  title: string;
  /** What it is for; absent: nothing is said. */
  description?: string;
  intentId: string | null;
  keywords: string[];
  /** Plain sentences, in order. */
  steps: string[];
  actions: SopAction[];
  priority: number;
  enabled: boolean;
  autonomy: Autonomy;
  /** Whole minutes. */
  minutesSaved: number;
};

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
  /** An approved template in place of free text, where the channel's window for that is over. */
  'conversation.replyWithTemplate': {
    messageId: string;
    conversationId: string;
    template: { name: string; language: string };
    /** What its blanks are filled with, by their keys. */
    fill: Record<string, string>;
    /** The whole of it as its author saw it: refused when the vendor has approved another one since. */
    text: string;
    /** Held messages that this takes the place of: they are kept until it has gone. */
    replaces: string[];
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
  /** What the message really wants; null: none of the intents. The reader learns from it. */
  'classification.correct': { classificationId: string; intentId: string | null };
  'sop.create': { sopId: string } & SopFields;
  /** `ifVersion`: refused with CONFLICT when the procedure has moved on. (Its `rev` also moves when a run ends.) */
  'sop.update': { sopId: string; ifVersion?: number } & Partial<SopFields>;
  'sop.delete': { sopId: string };
  /**
   * Lets these steps of a run be done, in their order; with all of its open steps the run goes through. Refused when
   * somebody has written what its author had not on screen (`seenUpTo`: the newest timeline number there), or has changed
   * a reply (`seenReplies`: by step, as each was written there).
   */
  'sopRun.approve': {
    runId: string;
    stepIds: string[];
    seenUpTo: number;
    seenReplies?: Record<string, string>;
  };
  'sopRun.skip': { runId: string; stepId: string };
  /** Another text for a reply that has not gone out. */
  'sopRun.edit': { runId: string; stepId: string; text: string };
  /** The conversation is mine: the run stops before its next step. */
  'sopRun.takeOver': { runId: string };
  'sopRun.dismiss': { runId: string };
  /** Open and urgent, and its team or the managers are told. */
  'conversation.escalate': { conversationId: string; reason: string };
  /** The organization's own endpoint is called with what is known of the conversation. `callId` is the `webhook-id`. */
  'webhook.call': {
    callId: string;
    webhookId: string;
    conversationId: string;
    event: 'sop.webhook' | 'sop.reset_link';
  };
};

export type MutationName = keyof MutationArguments;
