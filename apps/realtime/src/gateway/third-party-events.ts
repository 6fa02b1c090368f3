import type { PresenceState } from '@frontdesk/core/sync-protocol';
import type { LogEntry } from '@frontdesk/sync/server/change-log';
import type { ThirdPartyServerEvents, TypingEvent } from './third-party-protocol.ts';

/** An event and what it carries. */
export type ThirdPartyEvent = {
  [E in keyof ThirdPartyServerEvents]: readonly [E, Parameters<ThirdPartyServerEvents[E]>[0]];
}[keyof ThirdPartyServerEvents];

type Row = Readonly<Record<string, unknown>>;

/** What seed 004 calls whatever has not left yet. */
const PENDING = new Set(['QUEUED', 'HELD', 'SENDING']);

/** What a program is told of one transaction's rows, in their order. Deletions are nothing it could act on. */
export function eventsOf(entries: readonly LogEntry[]): ThirdPartyEvent[] {
  const assigned = new Set(
    entries.flatMap(({ entity, row }) =>
      entity === 'timeline_events' && (row?.['kind'] === 'assigned' || row?.['kind'] === 'team')
        ? [row['conversationId']]
        : [],
    ),
  );
  return entries.flatMap(({ entity, row }): ThirdPartyEvent[] => {
    if (row === null) return [];
    if (entity === 'messages') return [ofMessage(row)];
    if (entity !== 'conversations') return [];
    const updated = ['conversation:updated', { conversation: outward(row) }] as const;
    if (!assigned.has(row['id'])) return [updated];
    const { id, assigneeId, teamId } = row;
    const to = { assigneeId: textOrNull(assigneeId), teamId: textOrNull(teamId) };
    return [updated, ['conversation:assigned', { conversationId: String(id), ...to }]];
  });
}

function ofMessage(row: Row): ThirdPartyEvent {
  const message = { ...outward(row), status: statusWord(row['status']), state: row['status'] };
  // A row's first version is 1.
  if (row['rev'] === 1) return ['message:new', { message }];
  const ids = { messageId: String(row['id']), conversationId: String(row['conversationId']) };
  return ['message:ack', { ...ids, status: message.status, message }];
}

const statusWord = (status: unknown): string =>
  typeof status === 'string' && !PENDING.has(status) ? status : 'PENDING';

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function outward(row: Row): Row {
  const { scopeId: _, ...rest } = row;
  return rest;
}

/** What changed between two states of presence; typing only where `joined` says so, and never what `self` does. */
export function presenceEvents(
  before: PresenceState,
  after: PresenceState,
  { joined, self }: { readonly joined: ReadonlySet<string>; readonly self: string },
): ThirdPartyEvent[] {
  const was = new Map(before.users.map((user) => [user.userId, user]));
  const is = new Map(after.users.map((user) => [user.userId, user]));
  const updates = [...new Set([...was.keys(), ...is.keys()])]
    .filter((id) => JSON.stringify(was.get(id)) !== JSON.stringify(is.get(id)))
    .map((userId): ThirdPartyEvent => {
      const conversations = is.get(userId)?.conversations ?? [];
      return ['presence:update', { userId, online: is.has(userId), conversations }];
    });
  return [...updates, ...typingEvents(typists(before, joined, self), typists(after, joined, self))];
}

function typists(
  state: PresenceState,
  joined: ReadonlySet<string>,
  self: string,
): Map<string, TypingEvent> {
  const users = state.users
    .filter(({ userId }) => userId !== self)
    .flatMap(({ userId, conversations }) =>
      conversations
        .filter(({ activity }) => activity === 'replying')
        .map(({ conversationId }) => ({ conversationId, userId })),
    );
  const customers = state.typing.map(({ conversationId }) => ({ conversationId, userId: null }));
  const all = [...users, ...customers].filter(({ conversationId }) => joined.has(conversationId));
  return new Map(all.map((event) => [`${event.conversationId} ${event.userId}`, event]));
}

function typingEvents(
  before: ReadonlyMap<string, TypingEvent>,
  after: ReadonlyMap<string, TypingEvent>,
): ThirdPartyEvent[] {
  const started = [...after].filter(([key]) => !before.has(key));
  const stopped = [...before].filter(([key]) => !after.has(key));
  return [
    ...started.map(([, event]): ThirdPartyEvent => ['typing:start', event]),
    ...stopped.map(([, event]): ThirdPartyEvent => ['typing:stop', event]),
  ];
}
