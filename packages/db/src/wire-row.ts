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
 * A row as Postgres' `to_jsonb` or `to_json` gives it → as it crosses the wire: camelCase, times as JavaScript writes them,
 * and no column that core does not name. Both the log and the bootstrap go through here, so that one row has one form.
 * An entity that this build does not know keeps its columns: the gateway stops at its schema version anyway.
 */
export function toWireRow(entity: string, image: WireRow): WireRow {
  const reader = readers.get(entity);
  if (!reader) return image;
  const row: Record<string, unknown> = {};
  for (const { field, column, isTime } of reader) {
    const value = image[column];
    row[field] = isTime && typeof value === 'string' ? toWireTime(value) : value;
  }
  return row;
}

/** As Postgres writes a time where the session's zone is UTC, with its three digits or none: the others are rare. */
const [WITH_MS, WITHOUT_MS] = [
  '2026-11-20T08:00:00.125+00:00'.length,
  '2026-11-20T08:00:00+00:00'.length,
];

/** A `Date` for every time is a tenth of what a bootstrap costs its gateway. */
function toWireTime(value: string): string {
  if (value.endsWith('+00:00') && value[4] === '-') {
    if (value.length === WITH_MS) return `${value.slice(0, 23)}Z`;
    if (value.length === WITHOUT_MS) return `${value.slice(0, 19)}.000Z`;
  }
  return new Date(value).toISOString();
}

/** The form of {@link toWireRow}'s times, made by Postgres. */
const WIRE_TIME = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

const wireColumns = (entity: EntityName): string =>
  Object.entries(ENTITY_COLUMNS[entity])
    .map(([field, kind]) => {
      const column = `r.${columnOf(field)}`;
      const isTime = kind === 'time';
      const value = isTime ? `to_char(${column} at time zone 'UTC', ${WIRE_TIME})` : column;
      return `${value} as "${field}"`;
    })
    .join(', ');

/**
 * The rows of a query over an entity's table as JSON in the form of {@link toWireRow}: one column `json` of text. Nobody but
 * their reader takes them apart then: that cost the gateway more than Postgres has to do for it.
 */
export const wireJsonSql = (entity: EntityName, query: string): string =>
  `select row_to_json(w)::text as json from (select ${wireColumns(entity)} from (${query}) r) w`;

/** The columns of an entity that may replicate, as they are named in SQL. */
export const syncedColumns = (entity: EntityName): readonly string[] =>
  Object.keys(ENTITY_COLUMNS[entity]).map(columnOf);
