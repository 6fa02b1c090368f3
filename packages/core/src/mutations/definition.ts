import type { Entities, EntityName } from '../entity-registry.ts';
import type { Permission } from '../roles.ts';

/** What an optimistic effect may do to the in-memory replica. A row that is not there is unknown: nothing happens. */
export interface ReplicaWriter {
  get<E extends EntityName>(entity: E, id: string): Entities[E] | undefined;
  put<E extends EntityName>(entity: E, row: Entities[E]): void;
  patch<E extends EntityName>(entity: E, id: string, fields: Partial<Entities[E]>): void;
  remove(entity: EntityName, id: string): void;
}

/** Who runs a mutation, and when by the author's clock (ISO 8601): all that an effect may depend on besides its arguments. */
export type MutationMeta = {
  readonly organizationId: string;
  readonly userId: string;
  readonly membershipId: string;
  readonly now: string;
};

/**
 * A named mutation's shared half. Its input schema stands in `mutation-schemas.ts` (kept apart so that
 * the browser's first load carries no validator), the server's effect in the use case of the same name.
 * The optimistic effect predicts the mutation's own rows only; all that the server derives arrives by delta.
 */
export type MutationDefinition<Args> = {
  /** Raised when the arguments' shape changes; the server keeps upcasters for older ones. */
  readonly version: number;
  readonly permission: Permission;
  /** Leaves the house: carries what its author had seen, and is never repeated by guess. */
  readonly customerFacing?: boolean;
  readonly optimistic: (replica: ReplicaWriter, args: Args, meta: MutationMeta) => void;
};

/** Columns that every optimistic row starts with. `rev` 0 marks a row that the server has not seen. */
export const pendingRow = (id: string, scopeId: string, meta: MutationMeta) => ({
  id,
  scopeId,
  organizationId: meta.organizationId,
  createdAt: meta.now,
  updatedAt: meta.now,
  rev: 0,
});

/** Only the fields that are there: an absent one must not overwrite. */
export function given<T extends object>(fields: T): { [K in keyof T]-?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]-?: Exclude<T[K], undefined>;
  };
}
