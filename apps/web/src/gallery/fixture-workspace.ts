import type { Entities, EntityName } from '@frontdesk/core/entity-registry';
import { newId } from '@frontdesk/core/ids';
import type { MutationMeta, ReplicaWriter } from '@frontdesk/core/mutations/definition';
import { MUTATIONS } from '@frontdesk/core/mutations/registry';
import type { PresenceState } from '@frontdesk/core/sync-protocol';
import { LiveValue } from '@frontdesk/sync/client/live';
import type { SyncStatus, WindowState } from '@frontdesk/sync/client/sync-client';
import { Queries } from '@frontdesk/sync/client/query';
import { rowKey } from '@frontdesk/sync/store/rows';
import type { ReplicaRow, RowChange } from '@frontdesk/sync/store/rows';
import { INDEXES } from '../replica/indexes.ts';
import type { Me, Workspace } from '../replica/workspace.ts';
import { FIXTURE_ROWS } from './fixture-rows.ts';
import { ORGANIZATION } from './fixture-stamps.ts';
import { PENDING, REFUSED } from './fixture-work.ts';

const ME: Me = {
  userId: 'maya',
  membershipId: 'm-maya',
  organizationId: ORGANIZATION,
  organizationName: 'Harbour Golf & Co',
  organizations: [{ id: ORGANIZATION, name: 'Harbour Golf & Co' }],
  name: 'Maya Keller',
  email: 'maya@harbour.example',
  role: 'MANAGER',
  secondFactor: false,
  mustSetUpSecondFactor: false,
};

const HERE: PresenceState = {
  users: [
    { userId: 'maya', conversations: [] },
    {
      userId: 'tom',
      conversations: [
        { conversationId: 'daniel', activity: 'viewing' },
        { conversationId: 'sofia', activity: 'viewing' },
      ],
    },
    { userId: 'priya', conversations: [{ conversationId: 'napat', activity: 'replying' }] },
  ],
  typing: [{ conversationId: 'amira' }],
};

type Optimistic = (writer: ReplicaWriter, args: unknown, meta: MutationMeta) => void;

/** Rows in memory under the engine's own query layer. */
class FixtureStore {
  readonly #rows = new Map<string, ReplicaRow>();
  readonly queries = new Queries<Entities>(
    (entity, id) => this.#rows.get(rowKey(entity, id)),
    INDEXES,
  );

  constructor() {
    const rows = Object.entries(FIXTURE_ROWS);
    this.queries.commit(
      rows.flatMap(([entity, list]) => list.map((row) => this.#set(entity, row.id, row))),
    );
  }

  run(effect: (writer: ReplicaWriter) => void): void {
    const changes: RowChange[] = [];
    const get = <E extends EntityName>(entity: E, id: string) =>
      this.#rows.get(rowKey(entity, id)) as Entities[E] | undefined;
    effect({
      get,
      put: (entity, row) => void changes.push(this.#set(entity, row.id, row)),
      patch: (entity, id, fields) => {
        const before = get(entity, id);
        if (before !== undefined) changes.push(this.#set(entity, id, { ...before, ...fields }));
      },
      remove: (entity, id) => void changes.push(this.#set(entity, id, undefined)),
    });
    this.queries.commit(changes);
  }

  #set(entity: string, id: string, after: ReplicaRow | undefined): RowChange {
    const key = rowKey(entity, id);
    const before = this.#rows.get(key);
    if (after === undefined) this.#rows.delete(key);
    else this.#rows.set(key, after);
    return { entity, id, before, after };
  }
}

const READY = new LiveValue<WindowState>('ready');

/** The real query layer and the real optimistic effects over invented rows, with nobody at the other end. */
export function fixtureWorkspace(status: SyncStatus): Workspace {
  const store = new FixtureStore();
  const waits = status.pending > 0;
  const pending = new LiveValue(waits ? PENDING : []);
  const refused = new LiveValue(waits ? REFUSED : []);
  const mutate: Workspace['mutate'] = (name, args) => {
    const { optimistic } = MUTATIONS[name] as { optimistic: Optimistic };
    const { userId, membershipId } = ME;
    const now = new Date().toISOString();
    const meta = { organizationId: ORGANIZATION, userId, membershipId, now };
    store.run((writer) => optimistic(writer, args, meta));
    return { uid: newId(), settled: new Promise(() => undefined) };
  };
  return {
    me: ME,
    store: store.queries,
    status: new LiveValue(status),
    pending,
    refused,
    presence: { state: new LiveValue(HERE), say: () => undefined },
    mutate,
    dismiss: (uid) => refused.set(refused.get().filter((item) => item.uid !== uid)),
    withdraw: (uid) => pending.set(pending.get().filter((item) => item.uid !== uid)),
    retry: () => undefined,
    hold: () => READY,
    search: () => Promise.resolve(null),
  };
}
