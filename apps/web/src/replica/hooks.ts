import type {
  Attachment,
  Conversation,
  Message,
  Note,
  Tag,
  TimelineEvent,
} from '@frontdesk/core/entities';
import type { SopRun } from '@frontdesk/core/sops/entities';
import type { Entities, EntityName } from '@frontdesk/core/entity-registry';
import type { PresenceState } from '@frontdesk/core/sync-protocol';
import type { Live } from '@frontdesk/sync/client/live';
import type { IndexDefinition } from '@frontdesk/sync/client/query';
import type { WindowState } from '@frontdesk/sync/client/sync-client';
import type { ReplicaRow } from '@frontdesk/sync/store/rows';
import type { ConnectionState } from '@frontdesk/ui/connection-mark';
import { useMemo, useSyncExternalStore } from 'react';
import { derived, shared } from './derived.ts';
import * as indexes from './indexes.ts';
import { useWorkspace } from './workspace.ts';
import type { Me, Workspace } from './workspace.ts';

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

/** The tags of a conversation, in their order. A change to another tag changes nothing here. */
export function useTags(conversationId: string): readonly Tag[] {
  const { store } = useWorkspace();
  const live = useMemo(
    () =>
      derived(
        [store.list(indexes.tagsOnConversations, conversationId), store.list(indexes.tags, 'all')],
        (links, all) => {
          if (links.length === 0) return NO_TAGS;
          const ids = new Set(links.map((link) => link.tagId));
          return all.filter((tag) => ids.has(tag.id));
        },
      ),
    [store, conversationId],
  );
  return useLive(live);
}

const NO_TAGS: readonly Tag[] = [];

/** What the customer of a conversation is called here; undefined while that is unknown. */
export function useCustomerName(conversationId: string): string | undefined {
  const { store } = useWorkspace();
  const cardId = useLive(
    useMemo(
      () => derived([store.row('conversations', conversationId)], (row) => row?.cardId ?? null),
      [store, conversationId],
    ),
  );
  return useRow('contact_cards', cardId)?.name;
}

export type Person = {
  readonly id: string;
  readonly membershipId: string;
  readonly name: string;
  readonly role: Entities['memberships']['role'];
  readonly active: boolean;
};

type People = ReadonlyMap<string, Person>;

const peopleOf = (memberships: readonly Entities['memberships'][]): People =>
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
  );

/** Everybody who shows a colleague shares one map: a list has dozens of them on each row. */
const peopleOfStore = shared((store: Workspace['store']) =>
  derived([store.list(indexes.people, 'all')], peopleOf),
);

/** Colleagues by user id. */
export const usePeople = (): People => useLive(peopleOfStore(useWorkspace().store));

export type Company = {
  readonly viewing: readonly Person[];
  readonly replying: readonly Person[];
  readonly customerTypes: boolean;
};

type CompanyIds = { viewing: string[]; replying: string[]; typing: boolean };

/** The state of presence by conversation, each as one string: one that says the same changes nothing for who reads it. */
const companiesOf = shared((state: Live<PresenceState>) =>
  derived([state], ({ users, typing }): ReadonlyMap<string, string> => {
    const companies = new Map<string, CompanyIds>();
    const at = (conversationId: string): CompanyIds => {
      const known = companies.get(conversationId) ?? { viewing: [], replying: [], typing: false };
      companies.set(conversationId, known);
      return known;
    };
    for (const { userId, conversations } of users)
      for (const { conversationId, activity } of conversations)
        at(conversationId)[activity].push(userId);
    for (const { conversationId } of typing) at(conversationId).typing = true;
    return new Map(Array.from(companies, ([id, company]) => [id, JSON.stringify(company)]));
  }),
);

const ALONE: CompanyIds = { viewing: [], replying: [], typing: false };

/** Who else is in a conversation, and whether its customer is typing. */
export function useCompany(conversationId: string): Company {
  const { presence, me } = useWorkspace();
  const people = usePeople();
  const live = useMemo(
    () => derived([companiesOf(presence.state)], (all) => all.get(conversationId) ?? null),
    [presence.state, conversationId],
  );
  const state = useLive(live);
  return useMemo(() => {
    const { viewing, replying, typing } =
      state === null ? ALONE : (JSON.parse(state) as CompanyIds);
    const others = (ids: string[]) =>
      ids.flatMap((id) => (id === me.userId ? [] : (people.get(id) ?? [])));
    return { viewing: others(viewing), replying: others(replying), customerTypes: typing };
  }, [state, people, me.userId]);
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

const connectionOf = shared((status: Workspace['status']) =>
  derived([status], ({ connection, pending, complete }): ConnectionState => {
    if (connection === 'live') return pending > 0 ? 'saving' : 'saved';
    if (connection === 'loading') return complete ? 'saved' : 'connecting';
    return connection === 'connecting' || connection === 'opening' ? 'connecting' : 'offline';
  }),
);
const usableOf = shared((status: Workspace['status']) => derived([status], ({ usable }) => usable));

/** How things stand, in the words of the screen. */
export const useConnection = (): ConnectionState => useLive(connectionOf(useWorkspace().status));

/** False until the first rows are there: then an empty list means nothing yet. */
export const useUsable = (): boolean => useLive(usableOf(useWorkspace().status));
