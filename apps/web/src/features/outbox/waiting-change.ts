import type { PendingItem, RefusedItem, SyncStatus } from '@frontdesk/sync/client/sync-client';
import type { Tone } from '@frontdesk/ui/chip';
import type { Workspace } from '../../replica/workspace.ts';
import { namedId } from './change-words.ts';

/** A change that not everybody has: on its way, or come to nothing. */
export type WaitingChange =
  | { readonly kind: 'pending'; readonly item: PendingItem }
  | { readonly kind: 'refused'; readonly item: RefusedItem };

export type Standing = {
  readonly tone: Tone;
  readonly words: string;
  /** What that means, or why it is so. */
  readonly reason: string;
};

/** What holds up everything that waits here. */
function holdUp({ connection }: SyncStatus): string {
  switch (connection) {
    case 'signed_out':
      return 'Goes out when you sign in again.';
    case 'upgrade':
      return 'Goes out after a reload.';
    case 'offline':
    case 'locked':
    case 'closed':
      return 'Goes out when there is a network.';
    default:
      return 'Is going out now.';
  }
}

function pendingStanding({ saved, sent }: PendingItem, status: SyncStatus): Standing {
  if (sent)
    return {
      tone: 'neutral',
      words: 'Handed over',
      reason:
        status.connection === 'live'
          ? 'The answer is on its way.'
          : 'Its answer comes when there is a network. It counts once, however often it is sent.',
    };
  if (saved) return { tone: 'ok', words: 'Saved here', reason: holdUp(status) };
  if (status.journal === 'kept')
    return { tone: 'neutral', words: 'Saving…', reason: 'Being written down on this device.' };
  return {
    tone: 'warn',
    words: 'Only in this window',
    reason: 'This device does not keep it: leave the window open until it has gone out.',
  };
}

function refusedStanding({ result }: RefusedItem): Standing {
  if (result.code === 'dependency_failed')
    return {
      tone: 'bad',
      words: 'Could not be sent',
      reason: 'It built on a change that was not accepted.',
    };
  const fallback =
    result.status === 'quarantined'
      ? 'It failed several times on the server. Nothing was done.'
      : 'It was not accepted. Nothing was done.';
  return { tone: 'bad', words: 'Could not be sent', reason: result.message ?? fallback };
}

/** How a change stands, in plain words. */
export const standingOf = (change: WaitingChange, status: SyncStatus): Standing =>
  change.kind === 'pending' ? pendingStanding(change.item, status) : refusedStanding(change.item);

/** The conversation that a change is about, as far as this device knows it. */
export function conversationIdOf(
  { store }: Pick<Workspace, 'store'>,
  args: unknown,
): string | null {
  const own = namedId(args, 'conversationId');
  if (own !== null) return own;
  const by = (['messageId', 'runId', 'classificationId', 'notificationId'] as const).flatMap(
    (field) => {
      const id = namedId(args, field);
      return id === null ? [] : [{ field, id }];
    },
  )[0];
  if (by === undefined) return null;
  const entity = {
    messageId: 'messages',
    runId: 'sop_runs',
    classificationId: 'classifications',
    notificationId: 'notifications',
  } as const;
  return store.get(entity[by.field], by.id)?.conversationId ?? null;
}
