import type { PendingItem, RefusedItem, SyncStatus } from '@frontdesk/sync/client/sync-client';

const NOW = Date.now();
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

const LIVE: SyncStatus = {
  connection: 'live',
  usable: true,
  complete: true,
  pending: 0,
  unsaved: 0,
  asOf: NOW - 8 * 60_000,
  retryAt: null,
  reason: null,
  journal: 'kept',
  store: 'kept',
  mismatches: 0,
};

/** By the name that `/gallery?sync=…` takes. */
export const SYNC_STATES = {
  live: LIVE,
  saving: { ...LIVE, pending: 2 },
  connecting: { ...LIVE, connection: 'connecting' },
  offline: { ...LIVE, connection: 'offline', pending: 3 },
  signedOut: { ...LIVE, connection: 'signed_out', pending: 1 },
  upgrade: { ...LIVE, connection: 'upgrade' },
  locked: { ...LIVE, connection: 'locked', pending: 2 },
  volatile: { ...LIVE, journal: 'volatile' },
  failed: { ...LIVE, journal: 'failed', pending: 1, unsaved: 1 },
} as const satisfies Readonly<Record<string, SyncStatus>>;

const pending = (uid: string, name: string, args: unknown, more: Partial<PendingItem>) => ({
  uid,
  name,
  args,
  clientAt: ago(7),
  saved: true,
  sent: false,
  ...more,
});

/** What waits in the gallery's queue. */
export const PENDING: readonly PendingItem[] = [
  pending(
    'p1',
    'conversation.reply',
    {
      messageId: 'x1',
      conversationId: 'daniel',
      text: 'The bay is yours until nine. I have put the balls on your account.',
      attachmentIds: [],
      seenUpTo: 9,
    },
    { sent: true },
  ),
  pending(
    'p2',
    'conversation.note',
    {
      noteId: 'x2',
      conversationId: 'sofia',
      text: 'Sie fragt nach der späten Abreise.\nBitte prüfen, ob 14 Uhr geht.',
      mentions: [],
    },
    { clientAt: ago(4) },
  ),
  pending(
    'p3',
    'conversation.assign',
    { conversationId: 'napat', userId: 'tom' },
    { saved: false, clientAt: ago(0) },
  ),
  pending('p4', 'conversation.markRead', { conversationId: 'napat', upTo: 3 }, {}),
];

export const REFUSED: readonly RefusedItem[] = [
  {
    uid: 'r1',
    name: 'conversation.reply',
    args: {
      messageId: 'x3',
      conversationId: 'amira',
      text: 'نعم، الغرفة جاهزة ابتداءً من الثالثة.',
      attachmentIds: [],
      seenUpTo: 4,
    },
    clientAt: ago(130),
    result: {
      mid: 4,
      uid: 'r1',
      status: 'rejected',
      code: 'AUTHORIZATION_ERROR',
      message: 'You do not see this inbox any more.',
    },
  },
  {
    uid: 'r2',
    name: 'conversation.tag',
    args: { conversationId: 'daniel', tagId: 'gone' },
    clientAt: ago(200),
    result: {
      mid: 5,
      uid: 'r2',
      status: 'rejected',
      code: 'NOT_FOUND',
      message: 'This tag does not exist any more.',
    },
  },
];
