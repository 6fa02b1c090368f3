import type { Entities, EntityName } from '@frontdesk/core/entities';
import { newId } from '@frontdesk/core/ids';
import type { MutationMeta, ReplicaWriter } from '@frontdesk/core/mutations/definition';
import { MUTATIONS } from '@frontdesk/core/mutations/registry';
import { LiveValue } from '@frontdesk/sync/client/live';
import { Queries } from '@frontdesk/sync/client/query';
import { rowKey } from '@frontdesk/sync/client/rows';
import type { ReplicaRow, RowChange } from '@frontdesk/sync/client/rows';
import type { SyncStatus } from '@frontdesk/sync/client/sync-client';
import { INDEXES } from '../replica/indexes.ts';
import type { Me, Workspace } from '../replica/workspace.ts';
import { FIXTURE_ROWS, ORGANIZATION } from './fixture-rows.ts';

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

const LIVE: SyncStatus = { connection: 'live', usable: true, complete: true, pending: 0, unsaved: 0, asOf: Date.now(), retryAt: null, reason: null };
const OFFLINE: SyncStatus = { ...LIVE, connection: 'offline', pending: 2 };

/** The real query layer and the real optimistic effects over invented rows, with nobody at the other end. */
export function fixtureWorkspace({ offline = false }: { offline?: boolean } = {}): Workspace {
  const rows = new Map<string, ReplicaRow>();
  const store = new Queries<Entities>((entity, id) => rows.get(rowKey(entity, id)), INDEXES);
  const set = (entity: string, id: string, after: ReplicaRow | undefined): RowChange => {
    const before = rows.get(rowKey(entity, id));
    if (after === undefined) rows.delete(rowKey(entity, id));
    else rows.set(rowKey(entity, id), after);
    return { entity, id, before, after };
  };
  const all = Object.entries(FIXTURE_ROWS).flatMap(([entity, list]) => list.map((row) => set(entity, row.id, row)));
  store.commit(all);
  const meta = (): MutationMeta => ({ organizationId: ORGANIZATION, userId: ME.userId, membershipId: ME.membershipId, now: new Date().toISOString() });
  const mutate: Workspace['mutate'] = (name, args) => {
    const changes: RowChange[] = [];
    const writer: ReplicaWriter = {
      get: <E extends EntityName>(entity: E, id: string) => rows.get(rowKey(entity, id)) as Entities[E] | undefined,
      put: (entity, row) => void changes.push(set(entity, row.id, row)),
      patch(entity, id, fields) {
        const before = rows.get(rowKey(entity, id));
        if (before !== undefined) changes.push(set(entity, id, { ...before, ...fields }));
      },
      remove: (entity, id) => void changes.push(set(entity, id, undefined)),
    };
    const { optimistic } = MUTATIONS[name] as { optimistic: (writer: ReplicaWriter, args: unknown, meta: MutationMeta) => void };
    optimistic(writer, args, meta());
    store.commit(changes);
    return { uid: newId(), settled: new Promise(() => undefined) };
  };
  return {
    me: ME,
    store,
    status: new LiveValue(offline ? OFFLINE : LIVE),
    pending: new LiveValue([]),
    refused: new LiveValue([]),
    presence: {
      state: new LiveValue({
        users: [
          { userId: 'maya', conversations: [] },
          { userId: 'tom', conversations: [{ conversationId: 'daniel', activity: 'viewing' }, { conversationId: 'sofia', activity: 'viewing' }] },
          { userId: 'priya', conversations: [{ conversationId: 'napat', activity: 'replying' }] },
        ],
        typing: [{ conversationId: 'amira' }],
      }),
      say: () => undefined,
    },
    mutate,
    dismiss: () => undefined,
  };
}
