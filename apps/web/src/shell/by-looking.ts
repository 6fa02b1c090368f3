import type { MutationName } from '@frontdesk/core/mutations/arguments';

/** Changes that a person makes only by looking: nobody wants to read of each, nor of one that came to nothing. */
const BY_LOOKING: ReadonlySet<string> = new Set<MutationName>([
  'conversation.markRead',
  'notification.read',
]);

export const isByLooking = (name: string): boolean => BY_LOOKING.has(name);
