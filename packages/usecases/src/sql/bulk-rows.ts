import type { Tx } from '@frontdesk/db/client';

/** A table's columns as bulk statements write them: camelCase name → Postgres type. All text here is ours. */
export type Table<Name extends string> = {
  readonly name: string;
  readonly columns: Readonly<Record<Name, string>>;
};

export type BulkRow<Name extends string> = Readonly<Record<Name, unknown>>;

const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * The rows as one parameter, whatever their number: one round trip, and one text per table, so that its plan is kept.
 * Dates go in as ISO 8601 and objects as JSON.
 */
const recordset = (columns: Readonly<Record<string, string>>): string =>
  `jsonb_to_recordset($1::jsonb) as r(${Object.entries(columns)
    .map(([name, type]) => `"${name}" ${type}`)
    .join(', ')})`;

/** The columns alone: what else an object carries stays here. */
const parameter = (
  names: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): string =>
  JSON.stringify(rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]]))));

/** Inserts in the given order. `onConflict` as in SQL, such as `(id) do nothing`. */
export async function insertRows<Name extends string>(
  tx: Tx,
  table: Table<Name>,
  rows: readonly BulkRow<NoInfer<Name>>[],
  onConflict?: string,
): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(table.columns);
  const text = `insert into ${table.name} (${names.map(snake).join(', ')})
    select ${names.map((name) => `r."${name}"`).join(', ')} from ${recordset(table.columns)}
    ${onConflict ? `on conflict ${onConflict}` : ''}`;
  await tx.$executeRawUnsafe(text, parameter(Object.keys(table.columns), rows));
}

/** Sets every column but `key` of the rows that are there. */
export async function updateRows<Name extends string>(
  tx: Tx,
  table: Table<Name>,
  key: NoInfer<Name>,
  rows: readonly BulkRow<NoInfer<Name>>[],
): Promise<void> {
  if (rows.length === 0) return;
  const set = Object.keys(table.columns).filter((name) => name !== key);
  const text = `update ${table.name} t set ${set.map((name) => `${snake(name)} = r."${name}"`).join(', ')}
    from ${recordset(table.columns)} where t.${snake(key)} = r."${key}"`;
  await tx.$executeRawUnsafe(text, parameter(Object.keys(table.columns), rows));
}
