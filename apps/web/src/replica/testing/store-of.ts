import type { Entities } from '@frontdesk/core/entity-registry';
import { Queries } from '@frontdesk/sync/client/query';
import { rowKey } from '@frontdesk/sync/store/rows';
import type { ReplicaRow } from '@frontdesk/sync/store/rows';
import { INDEXES } from '../indexes.ts';

type Store = {
  readonly store: Queries<Entities>;
  /** Puts a row in the place of the one with its id; undefined takes it out. */
  readonly put: (entity: string, id: string, after: ReplicaRow | undefined) => void;
};

/** A row with the columns that every row has; of the others only those that matter. */
export const someRow = (id: string, fields: object): ReplicaRow =>
  ({ id, scopeId: 'inbox', organizationId: 'org', ...fields }) as ReplicaRow;

/** The app's own indexes over these rows. */
export function storeOf(rows: Readonly<Record<string, readonly ReplicaRow[]>>): Store {
  const all = new Map<string, ReplicaRow>();
  const store = new Queries<Entities>((entity, id) => all.get(rowKey(entity, id)), INDEXES);
  const put: Store['put'] = (entity, id, after) => {
    const key = rowKey(entity, id);
    const before = all.get(key);
    if (after === undefined) all.delete(key);
    else all.set(key, after);
    store.commit([{ entity, id, before, after }]);
  };
  for (const [entity, list] of Object.entries(rows))
    for (const row of list) put(entity, row.id, row);
  return { store, put };
}
