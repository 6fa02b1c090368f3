import type { ConversationStatus } from '@frontdesk/core/entities';

/** What people read of a conversation's status. */
export const STATUS_WORDS: Readonly<Record<ConversationStatus, string>> = {
  OPEN: 'Open',
  PENDING: 'Waiting on customer',
  RESOLVED: 'Resolved',
  CLOSED: 'Closed',
  SPAM: 'Spam',
};
