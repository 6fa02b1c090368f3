import { ENTITY_COLUMNS, columnOf } from '@frontdesk/core/entity-columns';
import type { EntityName } from '@frontdesk/core/entity-registry';

export type WireRow = Readonly<Record<string, unknown>>;

type Reader = readonly {
  readonly field: string;
  readonly column: string;
  readonly isTime: boolean;
}[];

const readers = new Map<string, Reader>(
  Object.entries(ENTITY_COLUMNS).map(([entity, columns]) => [
    entity,
    Object.entries(columns).map(([field, kind]) => ({
      field,
      column: columnOf(field),
      isTime: kind === 'time',
    })),
  ]),
);

/**
 * A row as Postgres' `to_jsonb` gives it → as it crosses the wire: camelCase, times as JavaScript writes them, and no
 * column that core does not name. Both the log and the bootstrap go through here, so that one row has one form.
 * An entity that this build does not know keeps its columns: the gateway stops at its schema version anyway.
 */
export function toWireRow(entity: string, image: WireRow): WireRow {
  const reader = readers.get(entity);
  if (!reader) return image;
  const row: Record<string, unknown> = {};
  for (const { field, column, isTime } of reader) {
    const value = image[column];
    row[field] = isTime && typeof value === 'string' ? new Date(value).toISOString() : value;
  }
  return row;
}

/** The columns of an entity that may replicate, as they are named in SQL. */
export const syncedColumns = (entity: EntityName): readonly string[] =>
  Object.keys(ENTITY_COLUMNS[entity]).map(columnOf);
