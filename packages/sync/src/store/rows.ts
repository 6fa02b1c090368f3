/** What the engine knows of a row: which one it is, and the one scope that it belongs to. */
export type ReplicaRow = { readonly id: string; readonly scopeId: string };

/** Row types by entity name, as the app declares them. */
export type EntityMap = Record<string, ReplicaRow>;

export type EntityOf<E extends EntityMap> = keyof E & string;

/** What an optimistic effect may do. A row that is not there is unknown: patching it does nothing. */
export interface ReplicaWriter<E extends EntityMap> {
  get<K extends EntityOf<E>>(entity: K, id: string): E[K] | undefined;
  put<K extends EntityOf<E>>(entity: K, row: E[K]): void;
  patch<K extends EntityOf<E>>(entity: K, id: string, fields: Partial<E[K]>): void;
  remove(entity: EntityOf<E>, id: string): void;
}

/** What one commit did to one row that a screen may show. */
export type RowChange = {
  readonly entity: string;
  readonly id: string;
  readonly before: ReplicaRow | undefined;
  readonly after: ReplicaRow | undefined;
};

/** One string for a row of an entity; entity names hold no slash. */
export const rowKey = (entity: string, id: string): string => `${entity}/${id}`;
