import type {
  Attachment,
  Conversation,
  Message,
  Note,
  TimelineEvent,
} from '@frontdesk/core/entities';
import type { SopRun } from '@frontdesk/core/sops/entities';
import type { Entities, EntityName } from '@frontdesk/core/entity-registry';
import type { Live } from '@frontdesk/sync/client/live';
import type { IndexDefinition } from '@frontdesk/sync/client/query';
import type { WindowState } from '@frontdesk/sync/client/sync-client';
import type { ReplicaRow } from '@frontdesk/sync/store/rows';
import type { ConnectionState } from '@frontdesk/ui/connection-mark';
import { useMemo, useSyncExternalStore } from 'react';
import { derived } from './derived.ts';
import * as indexes from './indexes.ts';
import { useWorkspace } from './workspace.ts';
import type { Me } from './workspace.ts';

export const useMe = (): Me => useWorkspace().me;

export function useLive<T>(live: Live<T>): T {
  return useSyncExternalStore(live.subscribe, live.get, live.get);
}

/** A row that is nowhere: what a hook reads while there is no id. */
const NOBODY = '';

/** One row, or undefined while it is unknown. */
export function useRow<E extends EntityName>(
  entity: E,
  id: string | null,
): Entities[E] | undefined {
  const { store } = useWorkspace();
  return useLive(useMemo(() => store.row(entity, id ?? NOBODY), [store, entity, id]));
}

/** Rows under a key of an index, sorted. */
export function useList<Row extends ReplicaRow>(
  index: IndexDefinition<Row>,
  key = 'all',
): readonly Row[] {
  const { store } = useWorkspace();
  return useLive(useMemo(() => store.list(index, key), [store, index, key]));
}

export const useConversation = (id: string | null): Conversation | undefined =>
  useRow('conversations', id);

const NO_WINDOW: Live<WindowState> = { get: () => 'ready', subscribe: () => () => undefined };

/** What was said in a conversation is in memory, and stays current, as long as this is mounted. */
export function useWindow(conversationId: string | null): WindowState {
  const { hold } = useWorkspace();
  return useLive(
    useMemo(
      () => (conversationId === null ? NO_WINDOW : hold(conversationId)),
      [hold, conversationId],
    ),
  );
}

function useHeldList<Row extends ReplicaRow>(
  index: IndexDefinition<Row>,
  conversationId: string,
): readonly Row[] {
  useWindow(conversationId);
  return useList(index, conversationId);
}

export const useMessages = (conversationId: string): readonly Message[] =>
  useHeldList(indexes.messagesByConversation, conversationId);
export const useNotes = (conversationId: string): readonly Note[] =>
  useHeldList(indexes.notesByConversation, conversationId);
export const useEvents = (conversationId: string): readonly TimelineEvent[] =>
  useHeldList(indexes.eventsByConversation, conversationId);
export const useRuns = (conversationId: string): readonly SopRun[] =>
  useHeldList(indexes.runs, conversationId);
/** Of a message on the screen: whoever shows it holds its conversation. */
export const useAttachments = (messageId: string): readonly Attachment[] =>
  useList(indexes.attachmentsByMessage, messageId);
/** The newest number that I have seen there. */
export const useReadUpTo = (conversationId: string): number =>
  useList(indexes.readStates, conversationId)[0]?.upTo ?? 0;

export function useTagIds(conversationId: string): readonly string[] {
  const { store } = useWorkspace();
  const live = useMemo(
    () =>
      derived([store.list(indexes.tagsOnConversations, conversationId)], (rows) =>
        rows.map((row) => row.tagId),
      ),
    [store, conversationId],
  );
  return useLive(live);
}

export type Person = {
  readonly id: string;
  readonly membershipId: string;
  readonly name: string;
  readonly role: Entities['memberships']['role'];
  readonly active: boolean;
};

/** Colleagues by user id. */
export function usePeople(): ReadonlyMap<string, Person> {
  const memberships = useList(indexes.people);
  return useMemo(
    () =>
      new Map(
        memberships.map((row) => [
          row.userId,
          {
            id: row.userId,
            membershipId: row.id,
            name: row.displayName,
            role: row.role,
            active: row.active,
          },
        ]),
      ),
    [memberships],
  );
}

export type Company = {
  readonly viewing: readonly Person[];
  readonly replying: readonly Person[];
  readonly customerTypes: boolean;
};

/** Who else is in a conversation, and whether its customer is typing. */
export function useCompany(conversationId: string): Company {
  const { presence, me } = useWorkspace();
  const people = usePeople();
  // Ids in one string: a presence message about other conversations then changes nothing here.
  const live = useMemo(
    () =>
      derived([presence.state], ({ users, typing }) => {
        const at = (activity: string) =>
          users.filter(
            (user) =>
              user.userId !== me.userId &&
              user.conversations.some(
                (c) => c.conversationId === conversationId && c.activity === activity,
              ),
          );
        const ids = (activity: string) => at(activity).map((user) => user.userId);
        return JSON.stringify([
          ids('viewing'),
          ids('replying'),
          typing.some((t) => t.conversationId === conversationId),
        ]);
      }),
    [presence, me.userId, conversationId],
  );
  const state = useLive(live);
  return useMemo(() => {
    const [viewing, replying, customerTypes] = JSON.parse(state) as [string[], string[], boolean];
    const named = (ids: string[]) => ids.flatMap((id) => people.get(id) ?? []);
    return { viewing: named(viewing), replying: named(replying), customerTypes };
  }, [state, people]);
}

/** Colleagues who are here now, me among them. */
export function useOnline(): readonly Person[] {
  const { presence } = useWorkspace();
  const people = usePeople();
  const ids = useLive(
    useMemo(
      () => derived([presence.state], (state) => state.users.map((user) => user.userId)),
      [presence],
    ),
  );
  return useMemo(() => ids.flatMap((id) => people.get(id) ?? []), [ids, people]);
}

/** How things stand, in the words of the screen. */
export function useConnection(): ConnectionState {
  const { connection, pending, complete } = useLive(useWorkspace().status);
  if (connection === 'live') return pending > 0 ? 'saving' : 'saved';
  if (connection === 'loading') return complete ? 'saved' : 'connecting';
  return connection === 'connecting' ? 'connecting' : 'offline';
}

/** False until the first rows are there: then an empty list means nothing yet. */
export const useUsable = (): boolean => useLive(useWorkspace().status).usable;
