import type { PGlite } from '@electric-sql/pglite';

const TABLES = {
  row: 'entity, id, scope_id, grp, hot, seq, idx, generation, rev, data',
  search: 'id, entity, kind, at, sv',
  tombstone: 'id, entity, seq, idx',
} as const;

/** Rows in memory at a time: a conversation's messages may have 8 kB each. */
const TOGETHER = 500;

/** Copies what a store holds into an empty database of the same tables. */
export async function copyRows(from: PGlite, to: PGlite): Promise<void> {
  for (const [table, columns] of Object.entries(TABLES))
    await copyTable(from, to, [table, columns]);
  for (const table of ['settled', 'meta']) {
    const { rows } = await from.query<{ all: string | null }>(
      `select json_agg(t)::text as all from ${table} t`,
    );
    await insert(to, table, rows[0]?.all ?? '[]');
  }
}

/** A table with the key (id, entity), part by part in its order. */
async function copyTable(
  from: PGlite,
  to: PGlite,
  [table, columns]: readonly [string, string],
): Promise<void> {
  let after: readonly [string, string] = ['', ''];
  for (;;) {
    const { rows } = await from.query<{ all: string | null; id: string; entity: string }>(
      `select json_agg(t)::text as all, (array_agg(t.id order by t.id desc, t.entity desc))[1] as id,
              (array_agg(t.entity order by t.id desc, t.entity desc))[1] as entity
         from (select ${columns} from ${table} where (id, entity) > ($1, $2)
                order by id, entity limit ${TOGETHER}) t`,
      [...after],
    );
    const part = rows[0];
    if (!part?.all) return;
    await insert(to, table, part.all);
    after = [part.id, part.entity];
  }
}

async function insert(to: PGlite, table: string, json: string): Promise<void> {
  await to.query(
    `insert into ${table} select * from json_populate_recordset(null::"${table}", $1::json)`,
    [json],
  );
}
